import { it } from 'vitest'
import { noSoonerThan, retryDelay } from '../../src/queues/backoff.ts'

const never = () => 0
const always = () => 1

it('doubles from five seconds, half of it chance, up to what a queue can', ({ expect }) => {
  expect([1, 2, 3, 4].map((attempts) => [retryDelay(attempts, never), retryDelay(attempts, always)])).toEqual([
    [3, 5],
    [5, 10],
    [10, 20],
    [20, 40],
  ])
  expect(retryDelay(100, always)).toBe(43_200)
})

it('a time that was told is kept: never sooner, a fifth later at the most, and no later than a queue can', ({
  expect,
}) => {
  expect([noSoonerThan(90, never), noSoonerThan(90, always)]).toEqual([90, 108])
  expect(noSoonerThan(1, () => 0.5)).toBe(2)
  expect(noSoonerThan(1_000_000, always)).toBe(43_200)
})

import { describe, it } from 'vitest'
import { Circuit, MOST_FAILURES } from '../../../src/domain/notifications/circuit.ts'

const NOW = 1_000_000
const failed = (reason: 'transient' | 'paused' | 'credentials', retryAfterSeconds: number | null = null) =>
  ({ channel: 'email', reason, retryAfterSeconds, claimedAt: NOW }) as const
const open = (reason: 'transient' | 'paused' | 'credentials', failures: number): Circuit => ({
  channel: 'email',
  failures,
  reason,
  openedAt: 1,
  openUntil: NOW,
})
const seconds = (failure: { openUntil: number }) => (failure.openUntil - NOW) / 1000

describe('a circuit', () => {
  it('opens at once for an account’s trouble, and for what passes by after some in a row', ({ expect }) => {
    expect(Circuit.failure(null, failed('credentials'), NOW).threshold).toBe(1)
    expect(Circuit.failure(null, failed('paused'), NOW).threshold).toBe(1)
    expect(Circuit.failure(null, failed('transient'), NOW).threshold).toBe(MOST_FAILURES)
  })

  it('opens again at the first failure of who tried it, for twice as long, up to a bound', ({ expect }) => {
    expect(Circuit.failure(open('paused', 1), failed('transient'), NOW).threshold).toBe(1)
    expect([1, 2, 3, 9].map((n) => seconds(Circuit.failure(open('paused', n), failed('paused'), NOW)))).toEqual([
      120, 240, 480, 3600,
    ])
    const transient = [0, 1, 2, 20].map((n) => open('transient', MOST_FAILURES + n))
    expect(transient.map((seen) => seconds(Circuit.failure(seen, failed('transient'), NOW)))).toEqual([
      30, 60, 120, 1800,
    ])
  })

  it('rests for as long as the provider asks, up to twelve hours', ({ expect }) => {
    expect(seconds(Circuit.failure(null, failed('paused', 7_200), NOW))).toBe(7_200)
    expect(seconds(Circuit.failure(null, failed('paused', 1), NOW))).toBe(60)
    expect(seconds(Circuit.failure(null, failed('paused', 10 ** 9), NOW))).toBe(43_200)
  })
})

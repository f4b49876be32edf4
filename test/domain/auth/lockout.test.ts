import { describe, it } from 'vitest'
import { LOCKOUT_DELAYS, networkOf } from '../../../src/domain/auth/lockout.ts'

describe('the delay after failed sign-ins', () => {
  it('begins with the fifth and grows to a quarter of an hour', ({ expect }) => {
    expect(LOCKOUT_DELAYS.map((ms) => ms / 60_000)).toEqual([0, 0, 0, 0, 0, 1, 2, 4, 8, 15])
  })
})

describe('the network of an address', () => {
  it.for([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8:0:0:9::', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ] as const)('of %s is %s', ([address, network], { expect }) => {
    expect(networkOf(address)).toBe(network)
  })
})

const MINUTE = 60_000

/** ms that a counter is blocked after its n-th failure, by n. The last holds for every one that follows. */
export const LOCKOUT_DELAYS: readonly number[] = [0, 0, 0, 0, 0, 1, 2, 4, 8, 15].map((minutes) => minutes * MINUTE)

/** One failure is forgiven for each of these that pass without another, ms. */
export const FAILURE_DECAY_MS = 30 * MINUTE

/**
 * What failures from an address are counted under: an IPv4 address as it is, an IPv6 address by its first 64 bits, because
 * one customer has all the others (RFC 6177).
 */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  if (!address.includes(':')) return address
  const [head = '', tail] = address.toLowerCase().split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail ? tail.split(':') : []
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0')
  const groups = [...before, ...zeros, ...after].slice(0, 4)
  return `${groups.map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/64`
}

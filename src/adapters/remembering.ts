const MINUTE_MS = 60_000
const SIZE = 2_000

/**
 * An isolate's memory of one minute, also of what was not there. Bounded: when it is full it forgets everything, so that
 * made-up keys cannot fill it for good. The value is kept and not the promise, which belongs to the request that began it.
 */
export function createRemembering<T>() {
  const known = new Map<string, { readonly value: T | null; readonly until: number }>()
  return {
    /** @param now ms */
    async get(key: string, now: number, find: () => Promise<T | null>): Promise<T | null> {
      const entry = known.get(key)
      if (entry && entry.until > now) return entry.value
      const value = await find()
      if (known.size >= SIZE) known.clear()
      known.set(key, { value, until: now + MINUTE_MS })
      return value
    },
  }
}

/** An address that missed so often within the window is kept out for a while. */
const MISSES = 50
const WINDOW_MS = 60 * 60_000
const BLOCK_MS = 10 * 60_000
const SIZE = 10_000

interface Tries {
  readonly since: number
  misses: number
  blockedUntil: number
}

/**
 * Who asks for one tracking id after the other and finds none. Counted in the isolate's memory over an hour: the rate-limit
 * binding counts a minute at the most, and in a minute an address asks 30 times only; a row in D1 for each miss would let
 * strangers write to the database at will.
 */
export function createMissBlock() {
  const tries = new Map<string, Tries>()
  return {
    /** Seconds for which the address is still kept out; 0 when it is not. `now` in ms. */
    secondsLeft(address: string, now: number): number {
      return Math.max(0, Math.ceil(((tries.get(address)?.blockedUntil ?? 0) - now) / 1000))
    },

    /** Counts a miss. True when it was the one too many. */
    missed(address: string, now: number): boolean {
      let known = tries.get(address)
      if (!known || now - known.since > WINDOW_MS) {
        if (tries.size >= SIZE) tries.clear()
        known = { since: now, misses: 0, blockedUntil: 0 }
        tries.set(address, known)
      }
      known.misses += 1
      if (known.misses < MISSES) return false
      known.misses = 0
      known.blockedUntil = now + BLOCK_MS
      return true
    },
  }
}

/** The longest a queue keeps a message back. */
const LONGEST_SECONDS = 43_200

/** Seconds until the next try: doubling from five, half of it chance, so that those that failed together do not come together. */
export function retryDelay(attempts: number, random: () => number = Math.random): number {
  const ceiling = Math.min(LONGEST_SECONDS, 5 * 2 ** Math.min(attempts - 1, 20))
  return Math.max(1, Math.round(ceiling / 2 + (ceiling / 2) * random()))
}

/** Seconds for a message that was told when to come back: never earlier, up to a fifth later, for the same reason. */
export function noSoonerThan(seconds: number, random: () => number = Math.random): number {
  return Math.min(LONGEST_SECONDS, Math.ceil(seconds * (1 + random() / 5)))
}

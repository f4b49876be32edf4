import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Asks again and again until the answer is one; for what happens after an answer was given. An answer of `null`, `undefined` or
 * `false` is none. Throws with `what` and the last answer's reason when the deadline (ms) has passed.
 */
export async function until<T>(
  what: string,
  ask: () => T | null | undefined | false | Promise<T | null | undefined | false>,
  deadlineMs = 60_000,
): Promise<T> {
  const deadline = Date.now() + deadlineMs
  for (;;) {
    const answer = await ask()
    if (answer !== null && answer !== undefined && answer !== false) return answer
    if (Date.now() > deadline) throw new Error(`waited ${deadlineMs / 1000} s in vain until ${what}`)
    await sleep(50)
  }
}

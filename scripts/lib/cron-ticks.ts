import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './root.ts'
import type { RunningServer } from './server.ts'

const EVERY_MINUTE = '* * * * *'
const TICK_MS = 15_000

/** The cron triggers that wrangler.toml names. */
export function cronsOf(wranglerToml: string): readonly string[] {
  const list = /^crons\s*=\s*\[([^\]]*)\]/m.exec(wranglerToml)?.[1] ?? ''
  return [...list.matchAll(/"([^"]+)"/g)].map((match) => match[1] ?? '')
}

/** Whether a cron expression of `*`, numbers and `*` with a step is due in the minute of `at` (UTC). */
export function isDue(cron: string, at: Date): boolean {
  const now = [at.getUTCMinutes(), at.getUTCHours(), at.getUTCDate(), at.getUTCMonth() + 1, at.getUTCDay() + 1]
  return cron.split(' ').every((field, index) => {
    const value = now[index] ?? 0
    const step = /^\*\/(\d+)$/.exec(field)
    return field === '*' || (step ? value % Number(step[1]) === 0 : value === Number(field))
  })
}

/**
 * Plays the clock that `wrangler dev` lacks: the minute's trigger every 15 seconds, so that nobody waits long on their own machine, and the
 * others in their minute. Failures stand in the server's log. Answers how to stop it.
 */
export function startCronTicks(server: RunningServer): () => void {
  const crons = cronsOf(readFileSync(join(ROOT, 'wrangler.toml'), 'utf8'))
  let lastMinute = new Date().getUTCMinutes()
  let busy = false
  const fire = async () => {
    if (busy) return
    busy = true
    const now = new Date()
    const isNewMinute = now.getUTCMinutes() !== lastMinute
    lastMinute = now.getUTCMinutes()
    const due = crons.filter((cron) => cron === EVERY_MINUTE || (isNewMinute && isDue(cron, now)))
    await Promise.allSettled(due.map((cron) => server.tick(cron)))
    busy = false
  }
  const timer = setInterval(() => void fire(), TICK_MS)
  return () => clearInterval(timer)
}

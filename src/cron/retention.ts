import { describeError, type Log } from '../core/log.ts'

/** How long an Idempotency-Key is remembered. */
const KEY_LIFE_MS = 86_400_000
/** Chunks of one shard in one night: with them five million rows. */
const MOST_CHUNKS = 1_000

/** What retention is worked with. */
export interface RetentionWork {
  readonly log: Log
  /** ms UTC. */
  readonly now: number
  /** For each shard, and the directory after them: removes a chunk of what was made before `keysBefore` or ended before `now`; true when there may be more. */
  readonly shards: readonly ((keysBefore: number, now: number) => Promise<boolean>)[]
}

/** Removes Idempotency-Keys older than a day and watchers that ended, a chunk at a time. A shard's failure does not stop the others. */
export async function applyRetention(work: RetentionWork): Promise<void> {
  for (const [shard, removeExpired] of work.shards.entries()) {
    let chunks = 0
    try {
      let more = true
      while (more && chunks < MOST_CHUNKS) {
        more = await removeExpired(work.now - KEY_LIFE_MS, work.now)
        chunks += 1
      }
      work.log.info('retention', { shard, chunks, finished: !more })
    } catch (error) {
      work.log.error('retention_failed', { shard, chunks, ...describeError(error) })
    }
  }
}

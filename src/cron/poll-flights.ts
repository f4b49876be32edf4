import { describeError, type Log } from '../core/log.ts'
import type { DirectoryContext } from '../use-cases/context.ts'
import { pollFlights, type ShardFlights } from '../use-cases/flights/poll-flights.ts'

const ACTOR = { kind: 'system', job: 'flight_polls' } as const

/** What the tick is worked with. */
export interface PollWork {
  readonly log: Log
  readonly shards: readonly ShardFlights[]
  directory(actor: typeof ACTOR): DirectoryContext
}

/** Its failure is logged and ends here: what else is due in the same minute is not its business. */
export async function tickFlightPolls(work: PollWork): Promise<void> {
  try {
    const done = await pollFlights(work.directory(ACTOR), work.shards)
    if (done !== null) work.log.info('flight_polls', { ...done })
  } catch (error) {
    work.log.error('flight_polls_failed', describeError(error))
  }
}

import { describeError, type Log } from '../core/log.ts'
import type { DirectoryContext } from '../use-cases/context.ts'
import { tendSubscriptions } from '../use-cases/flights/tend-subscriptions.ts'

const ACTOR = { kind: 'system', job: 'flight_alerts' } as const

/** What the tick is worked with. */
export interface FlightAlertWork {
  readonly log: Log
  /** Whether a provider is configured, whose list can be compared with ours. */
  readonly hasProvider: boolean
  directory(actor: typeof ACTOR): DirectoryContext
}

/** Its failure is logged and ends here: what else is due in the same minute is not its business. */
export async function tendFlightAlerts(work: FlightAlertWork): Promise<void> {
  try {
    await tendSubscriptions(work.directory(ACTOR), { reconciles: work.hasProvider })
  } catch (error) {
    work.log.error('flight_alerts_failed', describeError(error))
  }
}

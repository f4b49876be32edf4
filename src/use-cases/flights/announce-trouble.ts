import { idHead } from '../../core/ids.ts'
import type { FlightAlertAccount } from '../../domain/shipments/flight-alert-account.ts'
import type { FlightAlertSubscription, Watcher } from '../../domain/shipments/flight-alert-subscription.ts'
import type { DirectoryContext, FlightTroubleJob } from '../context.ts'

/** The last characters of an id: chance. */
const tailOf = (id: string): string => id.slice(-12)

/** The same trouble has the same id in a tenant, however often it is told. */
const FAILED = 1
const PAUSED = 2
const LOW = 4

/** One of each tenant's: staff are told once, not for each flight. */
function onePerTenant<W extends Watcher>(watchers: readonly W[]): readonly W[] {
  const first = new Map<string, W>()
  for (const watcher of watchers) {
    const known = first.get(watcher.tenantId)
    if (known === undefined || watcher.flightId < known.flightId) first.set(watcher.tenantId, watcher)
  }
  return [...first.values()]
}

function failedJob(subscription: FlightAlertSubscription, watcher: Watcher): FlightTroubleJob {
  return {
    type: 'flight_alert.trouble',
    tenant_id: watcher.tenantId,
    flight_id: watcher.flightId,
    flight_number: subscription.flightNumber,
    trouble: 'failed',
    event_id: idHead('ntf', subscription.failedAt ?? 0, FAILED) + tailOf(subscription.id),
  }
}

/** Orders the staff of every tenant that watches a number to be told that its alerts are refused. Safe to repeat. */
export async function announceFailures(
  ctx: DirectoryContext,
  failures: readonly FlightAlertSubscription[],
): Promise<void> {
  for (const failure of failures) {
    if (failure.failedAt === null) continue
    const watchers = onePerTenant(await ctx.flightAlerts.watchersOf([failure.flightNumber]))
    await ctx.dispatch.flights(watchers.map((watcher) => failedJob(failure, watcher)))
    await ctx.commit([ctx.flightAlerts.announced(failure.id, failure.failedAt, ctx.clock.now())], null)
  }
}

/** The same for one that came when the others had been told. */
export async function announceFailureTo(
  ctx: DirectoryContext,
  failure: FlightAlertSubscription,
  watcher: Watcher,
): Promise<void> {
  if (failure.failedAt !== null && failure.announcedAt !== null)
    await ctx.dispatch.flights([failedJob(failure, watcher)])
}

/**
 * Orders the staff of every tenant that watches anything to be told that no alerts come, or that those which are paid for run out. Each
 * once while it lasts. Safe to repeat.
 */
export async function announceAccount(ctx: DirectoryContext, account: FlightAlertAccount): Promise<void> {
  const { pausedSince, announcedAt, lowSince, lowAnnouncedAt } = account
  const tellsPause = pausedSince !== null && announcedAt === null
  // Who is told that nothing comes needs not hear that it may come to that.
  const tellsLow = lowSince !== null && lowAnnouncedAt === null && pausedSince === null
  if (!tellsPause && !tellsLow) return
  const watchers = await ctx.flightAlerts.watchingTenants()
  const head = tellsPause ? idHead('ntf', pausedSince, PAUSED) : idHead('ntf', lowSince ?? 0, LOW)
  await ctx.dispatch.flights(
    watchers.map((watcher) => ({
      type: 'flight_alert.trouble',
      tenant_id: watcher.tenantId,
      flight_id: watcher.flightId,
      flight_number: watcher.flightNumber,
      trouble: tellsPause ? 'paused' : 'low',
      event_id: head + tailOf(watcher.tenantId),
    })),
  )
  const now = ctx.clock.now()
  const told = tellsPause ? { announcedAt: now } : { lowAnnouncedAt: now }
  await ctx.commit([ctx.flightAlertAccounts.update({ ...account, ...told })], null)
}

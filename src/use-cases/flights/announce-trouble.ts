import { idHead } from '../../core/ids.ts'
import type { FlightAlertAccount } from '../../domain/shipments/flight-alert-account.ts'
import type { FlightAlertSubscription, Watcher } from '../../domain/shipments/flight-alert-subscription.ts'
import type { DirectoryContext, FlightTroubleJob } from '../context.ts'

/** The last characters of an id: chance. */
const tailOf = (id: string): string => id.slice(-12)

/** The same trouble has the same id in a tenant, however often it is told. */
const FAILED = 1
const PAUSED = 2

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

/** Orders the staff of every tenant that watches anything to be told that no alerts come. Safe to repeat. */
export async function announcePause(ctx: DirectoryContext, account: FlightAlertAccount): Promise<void> {
  const { pausedSince, announcedAt } = account
  if (pausedSince === null || announcedAt !== null) return
  const watchers = await ctx.flightAlerts.watchingTenants()
  await ctx.dispatch.flights(
    watchers.map((watcher) => ({
      type: 'flight_alert.trouble',
      tenant_id: watcher.tenantId,
      flight_id: watcher.flightId,
      flight_number: watcher.flightNumber,
      trouble: 'paused',
      event_id: idHead('ntf', pausedSince, PAUSED) + tailOf(watcher.tenantId),
    })),
  )
  await ctx.commit([ctx.flightAlertAccounts.update({ ...account, announcedAt: ctx.clock.now() })], null)
}

import { sha256Hex } from '../../core/security/signatures.ts'
import { Flight } from '../../domain/shipments/flight.ts'
import { FlightAlertSubscription, type Watcher } from '../../domain/shipments/flight-alert-subscription.ts'
import type { DirectoryContext, FlightWatchJob } from '../context.ts'
import { announceFailureTo } from './announce-trouble.ts'
import { callbackToken } from './callback-url.ts'
import { endUnwatched } from './end-unwatched.ts'
import { makeUpstream } from './make-upstream.ts'

/**
 * Brings a flight's place among the watchers of a number to what the flight says now: watched while its alerts are on, it has
 * that number and it is not long over. The first watcher of a number makes the subscription upstream, the last to leave ends it.
 * Safe to repeat, in any order, and when several tenants do it at once: the number's row is unique, and who goes upstream
 * holds it meanwhile. A provider's failure is kept there and tried again by the cron; it does not end this.
 */
export async function watchFlight(ctx: DirectoryContext, job: FlightWatchJob): Promise<void> {
  const watcher: Watcher = { tenantId: job.tenant_id, flightId: job.flight_id }
  const until = await watchedUntil(ctx, job)
  if (until === null) {
    await ctx.commit([ctx.flightAlerts.removeWatcher(job.flight_number, watcher)], null)
    return endUnwatched(ctx, job.flight_number)
  }
  const now = ctx.clock.now()
  await ctx.commit(
    [
      ctx.flightAlerts.addWatcher(job.flight_number, watcher, now, until),
      ctx.flightAlerts.insert(await freshSubscription(ctx, job.flight_number, now)),
    ],
    null,
  )
  const live = await ctx.flightAlerts.findLive(ctx.flightAlertService.provider, job.flight_number)
  if (live?.status === 'failed') await announceFailureTo(ctx, live, watcher)
  if (live?.status === 'pending') await makeUpstream(ctx, job.flight_number)
}

/** ms UTC; null when the flight is not to be watched by this number. */
async function watchedUntil(ctx: DirectoryContext, job: FlightWatchJob): Promise<number | null> {
  const tenant = await ctx.auth.findTenant(job.tenant_id)
  if (!tenant) return null
  const flight = await ctx.tenantContext(tenant, ctx.actor, 'flight_webhook').flights.find(job.flight_id)
  if (!flight?.alerts || flight.flightNumber !== job.flight_number) return null
  const until = Flight.watchedUntil(flight)
  return until > ctx.clock.now() ? until : null
}

/** Stored only when the number has none that lives. */
async function freshSubscription(ctx: DirectoryContext, flightNumber: string, now: number) {
  const id = ctx.ids.make('fas')
  const callbackTokenHash = sha256Hex(await callbackToken(ctx, id))
  return FlightAlertSubscription.create({
    id,
    provider: ctx.flightAlertService.provider,
    flightNumber,
    callbackTokenHash,
    now,
  })
}

import { AppError } from '../../core/errors.ts'
import { NotificationEvent } from '../../domain/notifications/notification-event.ts'
import type { DirectoryContext, FlightTroubleJob } from '../context.ts'
import { audit } from '../record.ts'

/** Tells one tenant's staff of a trouble with alerts, once however often the order comes. Nothing for a tenant that is gone or suspended. */
export async function tellTrouble(ctx: DirectoryContext, job: FlightTroubleJob): Promise<void> {
  const tenant = await ctx.auth.findTenant(job.tenant_id)
  if (tenant?.status !== 'active') return
  const inside = ctx.tenantContext(tenant, ctx.actor, 'flight_webhook')
  const isAboutPolls = job.trouble === 'polls_spent'
  const type = job.trouble === 'polls_spent' ? 'flight.polls_spent' : (`flight.alerts_${job.trouble}` as const)
  const event = NotificationEvent.create({
    id: job.event_id,
    tenantId: tenant.id,
    type,
    subjectType: 'flight',
    subjectId: job.flight_id,
    payload: {
      flight_id: job.flight_id,
      flight_number: job.flight_number,
      provider: (isAboutPolls ? ctx.polledProvider : ctx.flightAlertService)?.provider ?? null,
      /** While the account is paused nothing comes for any flight; without a request left none is asked about. */
      all_flights: job.trouble !== 'failed',
    },
    createdAt: inside.clock.now(),
  })
  try {
    await inside.commit(
      [...inside.notifications.record([event]), audit(inside, type, { type: 'flight', id: job.flight_id })],
      null,
    )
  } catch (error) {
    // The event is there: told before.
    if (!(error instanceof AppError) || error.code !== 'conflict') throw error
  }
}

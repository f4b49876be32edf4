import type { Flight } from '../../domain/shipments/flight.ts'
import type { Statement } from '../../domain/statement.ts'
import type { TenantContext } from '../context.ts'
import { audit } from '../record.ts'

/** The order to look again whether a flight is to be watched by a number: its own, or one that it had. For the commit of the change. */
export function orderWatch(
  ctx: TenantContext,
  flight: Pick<Flight, 'id' | 'flightNumber'>,
  type: 'flight_alert.watch' | 'flight_alert.unwatch' = 'flight_alert.watch',
): Statement {
  const payload = { flight_id: flight.id, flight_number: flight.flightNumber }
  return ctx.notifications.enqueue({ id: ctx.ids.make('obx'), type, payload }, ctx.clock.now())
}

/** The order is given even when nothing changes: whoever asks again may do so because it was not carried out. */
export function setAlerts(ctx: TenantContext, before: Flight, alerts: boolean): Promise<Flight> {
  const order = (flight: Flight) => orderWatch(ctx, flight, alerts ? 'flight_alert.watch' : 'flight_alert.unwatch')
  if (before.alerts === alerts) return ctx.commit([order(before)], before)
  const flight: Flight = { ...before, alerts, version: before.version + 1, updatedAt: ctx.clock.now() }
  return ctx.commit(
    [
      ctx.flights.update(before, flight),
      order(flight),
      audit(ctx, alerts ? 'flight.alerts_on' : 'flight.alerts_off', { type: 'flight', id: flight.id }),
    ],
    flight,
  )
}

import type { NotificationEvent } from '../../domain/notifications/notification-event.ts'
import type { Party, Shipment } from '../../domain/shipments/shipment.ts'
import type { TenantContext } from '../context.ts'
import { deliverMail, type Recipient } from './deliver-mail.ts'

/** What the sender hears of too; the recipient hears of all that people are told. */
const SENDER_HEARS: readonly string[] = ['shipment.created', 'shipment.delivered', 'shipment.returned']

/**
 * Tells the people at a shipment's ends of one event, each once. Three round trips and the provider's call.
 * An event that is gone, or that is about no shipment, needs nothing. Throws `RetryLater`.
 */
export async function notifyPeople(ctx: TenantContext, eventId: string): Promise<void> {
  const found = await ctx.notifications.findWithShipment(eventId)
  if (!found?.shipment || !found.event.audience.people) return
  const { event, shipment } = found
  await deliverMail(ctx, event.id, recipientsOf(ctx, event, shipment, found.expectedArrival), shipment.id)
}

function recipientsOf(
  ctx: TenantContext,
  event: NotificationEvent,
  shipment: Shipment,
  expectedArrival: number | null,
): readonly Recipient[] {
  if (!shipment.notify.email) return []
  const origin = ctx.airports.find(shipment.origin)
  const destination = ctx.airports.find(shipment.destination)
  if (!origin || !destination) return []
  const people: Party[] = SENDER_HEARS.includes(event.type)
    ? [shipment.recipient, shipment.sender]
    : [shipment.recipient]
  const told = new Map<string, { readonly address: string; readonly person: Party }>()
  for (const person of people) {
    const address = person.email
    if (address !== null && !told.has(address.toLowerCase())) told.set(address.toLowerCase(), { address, person })
  }
  return [...told.values()].map(({ address, person }) => ({
    address,
    render: () =>
      ctx.mails.shipment({
        locale: shipment.locale,
        brand: ctx.tenant.branding,
        recipientName: person.name,
        event: event.type,
        trackingId: shipment.trackingId,
        trackingUrl: `${ctx.publicUrl}/t/${shipment.trackingId}`,
        origin,
        destination,
        estimatedArrival: expectedArrival,
      }),
  }))
}

import type { Actor } from '../../domain/actor.ts'
import { authorize } from '../../domain/auth/role.ts'
import type { Shipment } from '../../domain/shipments/shipment.ts'
import type { TrackingEvent } from '../../domain/shipments/tracking-event.ts'

/** The customer who asks for what is his; null for anyone else. */
export function customerOf(actor: Actor): string | null {
  return actor.kind === 'user' && actor.role === 'customer' ? actor.userId : null
}

/** A timeline as the actor may see it: a customer no line that is not public, and no note that staff wrote for each other. */
export function linesFor(actor: Actor, events: readonly TrackingEvent[]): readonly TrackingEvent[] {
  if (customerOf(actor) === null) return events
  return events.filter((event) => event.isPublic).map((event) => ({ ...event, note: null }))
}

/** Which of the company's shipments the actor may read: all, or a customer his own. Throws `forbidden`. */
export function readable(actor: Actor): (shipment: Shipment) => boolean {
  const customerUserId = customerOf(actor)
  if (customerUserId !== null) return (shipment) => shipment.customerUserId === customerUserId
  authorize(actor, 'shipments:read')
  return () => true
}

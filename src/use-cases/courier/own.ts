import type { Actor } from '../../domain/actor.ts'
import { authorize } from '../../domain/auth/role.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Shipment } from '../../domain/shipments/shipment.ts'

/** The user whose bags and shipments are listed. Throws `forbidden`, also for a key: nothing is given to a key to carry. */
export function courierOf(actor: Actor): string {
  authorize(actor, 'courier:deliver')
  if (actor.kind === 'user') return actor.userId
  throw new DomainError('forbidden', 'These are a person’s own lists. Sign in as a user: an API key has none.')
}

/** Whether the actor may hand this shipment over: a courier what was given to him, others who may deliver any. */
export function maySettle(actor: Actor, shipment: Shipment): boolean {
  const isCourier = actor.kind === 'user' && actor.role === 'courier'
  return !isCourier || shipment.courierUserId === actor.userId
}

import { notFound } from '../../core/errors.ts'
import { authorize } from '../../domain/auth/role.ts'
import { DomainError, type FieldError } from '../../domain/errors.ts'
import { Bag } from '../../domain/shipments/bag.ts'
import { Shipment, type ShipmentOutcome } from '../../domain/shipments/shipment.ts'
import type { TenantContext } from '../context.ts'
import { audit, originOf, recordShipments, stampOf } from '../record.ts'

/**
 * Puts 1 to 500 shipments into an open bag: all of them or none. Two round trips, whatever their number.
 * Those that are in it already stay. Throws `not_found` for the bag, `conflict` when it is not open, and `unprocessable` with
 * one pointer for each shipment that cannot go in, and why.
 */
export async function assignToBag(
  ctx: TenantContext,
  input: { bagId: string; shipmentIds: readonly string[] },
): Promise<Bag> {
  authorize(ctx.actor, 'bags:write')
  const found = await ctx.bags.findWithShipments(input.bagId, input.shipmentIds)
  if (!found) throw notFound('bag')
  const { bag } = found
  Bag.assertOpen(bag)
  const byId = new Map(found.shipments.map((shipment) => [shipment.id, shipment]))
  const stamp = stampOf(ctx)
  const errors: FieldError[] = []
  const moves: { before: Shipment; outcome: ShipmentOutcome }[] = []
  for (const [index, id] of input.shipmentIds.entries()) {
    if (input.shipmentIds.indexOf(id) < index) continue
    const pointer = `/shipment_ids/${index}`
    const before = byId.get(id)
    if (!before) {
      errors.push({ pointer, message: `There is no shipment ${id}.` })
      continue
    }
    const refusal = Bag.refuseRoute(bag, before)
    if (refusal) {
      errors.push({ pointer, message: refusal })
      continue
    }
    try {
      const outcome = Shipment.putInBag(before, bag, originOf(ctx), stamp)
      if (outcome.events.length > 0) moves.push({ before, outcome })
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      errors.push({ pointer, message: error.message })
    }
  }
  if (errors.length > 0) {
    throw new DomainError(
      'unprocessable',
      `${errors.length} of the shipments cannot go into this bag; none was put in.`,
      {
        errors,
      },
    )
  }
  const after: Bag = {
    ...bag,
    shipmentCount: bag.shipmentCount + moves.length,
    totalWeightGrams: bag.totalWeightGrams + moves.reduce((sum, { before }) => sum + before.weightGrams, 0),
    version: moves.length > 0 ? bag.version + 1 : bag.version,
    updatedAt: moves.length > 0 ? stamp.now : bag.updatedAt,
  }
  return ctx.commit(
    moves.length === 0
      ? []
      : [
          ...ctx.bags.addShipments(
            bag,
            after,
            moves.map(({ before, outcome }) => ({ before, after: outcome.shipment })),
          ),
          ...recordShipments(
            ctx,
            moves.map(({ outcome }) => outcome),
          ),
          audit(ctx, 'bag.shipments_added', { type: 'bag', id: bag.id }, { count: moves.length }),
        ],
    after,
  )
}

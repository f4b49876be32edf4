import { notFound } from '../../core/errors.ts'
import { authorize } from '../../domain/auth/role.ts'
import { Bag } from '../../domain/shipments/bag.ts'
import { linesOf, type Piece, type Receiving, receive } from '../../domain/shipments/receiving.ts'
import type { TenantContext } from '../context.ts'
import { assertExpected, type Conditional, otherwiseOf } from '../expected-version.ts'
import { cascadeStamp, recordBag } from '../record.ts'

export interface ReceivedBag {
  readonly bag: Bag
  readonly receiving: Receiving
}

/** What a notification names of a thousand missing pieces; the answer has them all. */
const NAMED = 100

/**
 * Receives a landed bag by what was scanned out of it: present, short, extra and damaged pieces each get their line. One read and
 * one commit of the same statements, whatever their number. Received before: the comparison again, and nothing is written.
 * Throws `forbidden`, `not_found`, `precondition_failed`, `invalid_transition`, `conflict`.
 */
export async function receiveBag(
  ctx: TenantContext,
  input: { id: string; scannedTrackingIds: readonly string[]; damagedTrackingIds: readonly string[] } & Conditional,
): Promise<ReceivedBag> {
  authorize(ctx.actor, 'bags:write')
  const scan = { trackingIds: input.scannedTrackingIds, damaged: input.damagedTrackingIds }
  const found = await ctx.bags.findForReceiving(input.id, [...new Set([...scan.trackingIds, ...scan.damaged])])
  if (!found) throw notFound('bag')
  assertExpected(found.bag, input)
  const outcome = Bag.transition(found.bag, { to: 'received' }, { now: ctx.clock.now() })
  const receiving = receive(found.listed, found.scanned, scan)
  const result = { bag: outcome.bag, receiving }
  if (!outcome.changed) return ctx.commit([], result)
  const lines = linesOf(receiving).map((line) => ({ ...line, id: ctx.ids.make('evt') }))
  return ctx.commit(
    [
      ctx.bags.update(found.bag, outcome.bag, otherwiseOf(input)),
      ...(lines.length > 0 ? [ctx.bags.noteLines(outcome.bag, lines, cascadeStamp(ctx, outcome.bag.destination))] : []),
      ...recordBag(ctx, outcome.bag, 'bag.received', {
        payload: {
          present: { count: receiving.present.length },
          short: named(receiving.short),
          extra: named(receiving.extra),
          damaged: named(receiving.damaged),
        },
      }),
    ],
    result,
  )
}

const named = (pieces: readonly Piece[]) => ({
  count: pieces.length,
  shipment_ids: pieces.slice(0, NAMED).map((piece) => piece.shipmentId),
})

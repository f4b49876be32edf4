import { env } from 'cloudflare:workers'
import { beforeEach, describe, it } from 'vitest'
import { AppError } from '../../../src/core/errors.ts'
import type { TenantContext } from '../../../src/use-cases/context.ts'
import { markDelivered } from '../../../src/use-cases/courier/mark-delivered.ts'
import { relayOutbox } from '../../../src/use-cases/notifications/relay-outbox.ts'
import { recordPayment } from '../../../src/use-cases/shipments/record-payment.ts'
import { aDelivery, aParcelOut, COD } from '../../budgets/hand-overs.ts'
import { PHOTO_JPEG } from '../../fixtures/images.ts'
import { rowsOf, toldOf } from '../../harness/doorstep.ts'
import { someTenant } from '../../harness/tenants.ts'
import { openOffice, refusalOf } from '../notifications/office.ts'

let ctx: TenantContext
let id: string
beforeEach(async () => {
  ctx = openOffice().tenant(await someTenant())
  id = await aParcelOut(ctx)
})

const told = () => ({ ...aDelivery(id), photo: PHOTO_JPEG })
const picturesOf = async () => {
  const { objects } = await env.FILES.list({ prefix: `tenants/${ctx.tenant.id}/proofs/${id}/` })
  return objects.map(({ key }) => key)
}

describe('a delivery that is interrupted', () => {
  it('leaves nothing when its picture cannot be kept, and is one when it is told again', async ({ expect }) => {
    const broken = { ...ctx.pictures, put: () => Promise.reject(new Error('R2 is away')) }
    await expect(markDelivered({ ...ctx, pictures: broken }, told())).rejects.toThrow('R2 is away')
    expect(await rowsOf('proofs', id)).toEqual([])
    expect((await ctx.shipments.find(id))?.status).toBe('out_for_delivery')

    const { shipment, proof } = await markDelivered(ctx, told())
    expect(shipment.status).toBe('delivered')
    expect(await picturesOf()).toEqual([proof.photoKey])
  })

  it('leaves a picture that nobody names when it dies before its commit, and is one when it is told again', async ({
    expect,
  }) => {
    const dies = { ...ctx, commit: () => Promise.reject(new Error('killed')) }
    await expect(markDelivered(dies, told())).rejects.toThrow('killed')
    expect(await picturesOf()).toHaveLength(1)
    expect(await rowsOf('proofs', id)).toEqual([])

    const { proof } = await markDelivered(ctx, told())
    expect(await picturesOf()).toContain(proof.photoKey)
    expect(await rowsOf('payments', id)).toHaveLength(1)
  })

  it('is there when its answer was lost after the commit: told again, it is the same', async ({ expect }) => {
    const losesAnswer: TenantContext = {
      ...ctx,
      async commit(statements, result) {
        await ctx.commit(statements, result)
        throw new Error('the line broke')
      },
    }
    await expect(markDelivered(losesAnswer, told())).rejects.toThrow('the line broke')
    const { shipment, proof } = await markDelivered(ctx, told())
    expect(await ctx.dossiers.find(id)).toMatchObject({ shipment, proofs: [proof] })
    expect((await toldOf(id)).filter((type) => type === 'shipment.delivered')).toHaveLength(1)
  })

  it('is refused, not half done, when something else changed the shipment meanwhile', async ({ expect }) => {
    const slow = {
      ...ctx.pictures,
      async put(...picture: Parameters<typeof ctx.pictures.put>) {
        await recordPayment(ctx, { shipmentId: id, to: 'waived', amount: null, note: null })
        await ctx.pictures.put(...picture)
      },
    }
    const refused = await refusalOf(markDelivered({ ...ctx, pictures: slow }, told()))
    expect(refused instanceof AppError && refused.code).toBe('conflict')
    expect(await rowsOf('proofs', id)).toEqual([])
    expect((await ctx.dossiers.find(id))?.payments.map(({ to }) => to)).toEqual(['waived'])
  })
})

describe('what the public hears', () => {
  it('is that a watched shipment was delivered, and nothing of its payment', async ({ expect }) => {
    const heard: string[] = []
    const hub = {
      ...ctx.hubs,
      shipment: (shipmentId: string) => ({
        ...ctx.hubs.shipment(shipmentId),
        publish: async (events: readonly { readonly event: string }[]) =>
          void heard.push(...events.map(({ event }) => event)),
      }),
    }
    await relayOutbox(ctx)
    await ctx.commit([ctx.notifications.watch(id, ctx.clock.now() + 1)], null)
    const { proof } = await markDelivered(ctx, told())
    expect(proof.codCollected).toEqual(COD)
    expect(await toldOf(id)).toContain('shipment.payment')
    await relayOutbox({ ...ctx, hubs: hub })
    expect(heard).toEqual(['shipment.delivered'])
  })
})

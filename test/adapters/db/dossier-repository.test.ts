import { env } from 'cloudflare:workers'
import { beforeAll, describe, it } from 'vitest'
import type { TenantContext } from '../../../src/use-cases/context.ts'
import { markDelivered } from '../../../src/use-cases/courier/mark-delivered.ts'
import { aDelivery, aParcelOut } from '../../budgets/hand-overs.ts'
import { someTenant } from '../../harness/tenants.ts'
import { openOffice, refusalOf } from '../../use-cases/notifications/office.ts'

describe('a dossier', () => {
  let ctx: TenantContext
  let id: string
  beforeAll(async () => {
    ctx = openOffice().tenant(await someTenant())
    id = await aParcelOut(ctx)
    await markDelivered(ctx, { ...aDelivery(id), latitude: -34.6037, longitude: 58 })
  })

  it('is read as it was written', async ({ expect }) => {
    const dossier = await ctx.dossiers.find(id)
    expect(dossier?.shipment.id).toBe(id)
    expect(dossier?.proofs).toMatchObject([
      {
        kind: 'delivery',
        receiverName: 'Beto Ruiz',
        latitude: -34.6037,
        longitude: 58,
        codCollected: { amount: 4500 },
      },
    ])
    expect(dossier?.payments).toMatchObject([
      { from: 'pending', to: 'paid', amount: { amount: 4500, currency: 'EUR' } },
    ])
  })

  it('is nobody else’s', async ({ expect }) => {
    const stranger = openOffice().tenant(await someTenant())
    expect(await stranger.dossiers.find(id)).toBeNull()
    const [proof] = (await ctx.dossiers.find(id))?.proofs ?? []
    if (!proof) throw new Error('the proof is gone')
    const theirs = stranger.commit([stranger.dossiers.insertProof({ ...proof, id: 'prf_2' })], null)
    expect(await refusalOf(theirs)).toMatchObject({ name: 'RowGuardError' })
    const underOwnName = stranger.dossiers.insertProof({ ...proof, id: 'prf_2', tenantId: stranger.tenant.id })
    expect(await refusalOf(stranger.commit([underOwnName], null))).toMatchObject({ code: 'conflict' })
  })

  it('holds one delivery: a second fails the whole commit', async ({ expect }) => {
    const [proof] = (await ctx.dossiers.find(id))?.proofs ?? []
    if (!proof) throw new Error('the proof is gone')
    const again = ctx.commit([ctx.dossiers.insertProof({ ...proof, id: 'prf_2' })], null)
    expect(await refusalOf(again)).toMatchObject({ code: 'conflict' })
  })

  for (const [table, change] of [
    ['proofs', "receiver_name = 'Somebody else'"],
    ['payments', 'amount = 1'],
  ] as const) {
    it(`is not rewritten: ${table} are append-only`, async ({ expect }) => {
      const run = (sql: string) => env.TENANT_DB_0.prepare(sql).bind(ctx.tenant.id, id).run()
      const where = 'WHERE tenant_id = ? AND shipment_id = ?'
      await expect(run(`UPDATE ${table} SET ${change} ${where}`)).rejects.toThrow('append-only')
      await expect(run(`DELETE FROM ${table} ${where}`)).rejects.toThrow('append-only')
    })
  }
})

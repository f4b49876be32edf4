import { env } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import { markDelivered } from '../../src/use-cases/courier/mark-delivered.ts'
import { someTenant } from '../harness/tenants.ts'
import { aDelivery, aParcelOut, handOvers } from './hand-overs.ts'
import { costOf, OWNER } from './house.ts'
import { findingsOf, planOf } from './query-plans.ts'

describe('handing a shipment over', () => {
  it('is two round trips, with its proof, its payment and all that is told of them; one when it was told before', async ({
    expect,
  }) => {
    const tenant = await someTenant()
    let id = ''
    await costOf(async ({ house }) => {
      id = await aParcelOut(house.tenant(tenant, OWNER, 'api'))
    })
    const deliver = () => costOf(({ house }) => markDelivered(house.tenant(tenant, OWNER, 'api'), aDelivery(id)))
    const first = await deliver()
    const again = await deliver()
    expect([first.trips, again.trips]).toEqual([2, 1])
    expect(again.rowsWritten).toBe(0)
  })

  it('searches by tenant and key in all that a courier does', async ({ expect }) => {
    const tenant = await someTenant()
    const { recording } = await costOf(({ house }) => handOvers(house.tenant(tenant, OWNER, 'api'), 'bag_1'))
    const own = recording.ran.filter(({ database }) => database === 'shard')
    expect(own.filter(({ sql }) => /proofs|payments|courier_user_id" DESC/i.test(sql)).length).toBeGreaterThan(5)
    const findings = await Promise.all(
      own.map(async ({ sql, params }) => findingsOf(sql, await planOf(env.TENANT_DB_0, sql, params), true)),
    )
    expect(findings.flat()).toEqual([])
  })
})

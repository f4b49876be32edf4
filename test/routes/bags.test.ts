import { env } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import { seedId, seedShipments } from '../../bench/seed.ts'
import { applyFlightUpdate } from '../../src/use-cases/flights/apply-flight-update.ts'
import { aSilentCompany } from '../harness/house.ts'
import { aPerson } from '../harness/people.ts'
import { aFlightUpdate } from '../harness/shipment-factory.ts'
import { aCompany, aLoadedParcel, aParcel, type Company } from '../harness/wire.ts'

const newBag = (change: Readonly<Record<string, unknown>> = {}) => ({
  bag_number: crypto.randomUUID(),
  origin: 'MAD',
  destination: 'EZE',
  ...change,
})
const aBag = async (company: Company, change = {}) => (await company.post('/bags', newBag(change))).body

/** Many parcels to Havana, straight into the shard. */
async function manyParcels(company: Company, count: number): Promise<readonly string[]> {
  const load = { tenantId: company.tenantId, tenantCode: 'B7E', from: 1, count, status: 'created' } as const
  await seedShipments(await shardOf(company), load)
  return Array.from({ length: count }, (_, n) => seedId('shp', 1 + n))
}

async function parcels(company: Company, count: number): Promise<readonly string[]> {
  const made: string[] = []
  for (let n = 0; n < count; n += 20) {
    const some = Array.from({ length: Math.min(20, count - n) }, () => company.post('/shipments', aParcel()))
    made.push(...(await Promise.all(some)).map(({ body }) => String(body.id)))
  }
  return made
}

/** The shard in which the company lies. */
async function shardOf(company: Company): Promise<D1Database> {
  const found = await env.TENANT_DB_0.prepare('SELECT 1 FROM audit_log WHERE tenant_id = ?')
    .bind(company.tenantId)
    .first()
  return found ? env.TENANT_DB_0 : env.TENANT_DB_1
}

describe('PUT /bags/{id}', () => {
  it('changes number and route of an empty open bag', async ({ expect }) => {
    const company = await aCompany()
    const bag = await aBag(company)
    const { status, body, headers } = await company.put(`/bags/${bag.id}`, { bag_number: 'B-2', destination: 'HAV' })
    expect([status, headers.get('etag')]).toEqual([200, '"2"'])
    expect(body).toEqual({ ...bag, bag_number: 'B-2', destination: 'HAV', version: 2, updated_at: body.updated_at })
    expect((await company.get(`/bags/${bag.id}`)).body).toEqual(body)
    expect((await company.get('/bags?q=b-2')).body.data.map((each: { id: string }) => each.id)).toEqual([bag.id])
  })

  it('leaves the route alone when something is in it, and everything once it is sealed', async ({ expect }) => {
    const company = await aCompany()
    const bag = await aBag(company)
    await company.post(`/bags/${bag.id}/shipments`, { shipment_ids: await parcels(company, 1) })
    const full = await company.put(`/bags/${bag.id}`, { origin: 'BCN' })
    expect([full.status, full.body.code, full.body.allowed]).toEqual([409, 'conflict', ['bag_number']])
    await company.post(`/bags/${bag.id}/transitions`, { to: 'sealed', seal_number: 'S-1' })
    expect((await company.put(`/bags/${bag.id}`, { bag_number: 'B-2' })).status).toBe(409)
  })

  it('refuses a number that another bag has, an unknown airport, and another company’s bag', async ({ expect }) => {
    const company = await aCompany()
    const [one, two] = [await aBag(company, { bag_number: 'B-1' }), await aBag(company, { bag_number: 'B-2' })]
    const taken = await company.put(`/bags/${two.id}`, { bag_number: 'B-1' })
    expect([taken.status, taken.body.errors[0].pointer]).toEqual([409, '/bag_number'])
    expect((await company.put(`/bags/${one.id}`, { origin: 'QQQ' })).status).toBe(422)
    expect((await company.put(`/bags/${one.id}`, { status: 'open' })).status).toBe(422)
    expect((await (await aCompany()).put(`/bags/${one.id}`, { bag_number: 'x' })).status).toBe(404)
  })
})

describe('DELETE /bags/{id}', () => {
  it('cancels an empty open bag, twice as once', async ({ expect }) => {
    const company = await aCompany()
    const bag = await aBag(company)
    expect((await company.delete(`/bags/${bag.id}`)).body).toMatchObject({ status: 'cancelled', version: 2 })
    expect((await company.delete(`/bags/${bag.id}`)).body).toMatchObject({ status: 'cancelled', version: 2 })
  })

  it('refuses a bag with something in it, and a sealed one', async ({ expect }) => {
    const company = await aCompany()
    const bag = await aBag(company)
    await company.post(`/bags/${bag.id}/shipments`, { shipment_ids: await parcels(company, 1) })
    expect((await company.delete(`/bags/${bag.id}`)).status).toBe(422)
    await company.post(`/bags/${bag.id}/transitions`, { to: 'sealed', seal_number: 'S-1' })
    const sealed = await company.delete(`/bags/${bag.id}`)
    expect([sealed.status, sealed.body.code]).toEqual([409, 'invalid_transition'])
  })
})

describe('unsealing and offloading', () => {
  it('tell the audit log which seal was broken, and by whom', async ({ expect }) => {
    const company = await aCompany()
    const bag = await aBag(company)
    await company.post(`/bags/${bag.id}/transitions`, { to: 'sealed', seal_number: 'S-77' })
    const open = await company.post(`/bags/${bag.id}/transitions`, { to: 'open' })
    expect(open.body).toMatchObject({ status: 'open', seal_number: null })
    const row = await (await shardOf(company))
      .prepare("SELECT actor, changes FROM audit_log WHERE tenant_id = ? AND subject_id = ? AND action = 'bag.open'")
      .bind(company.tenantId, bag.id)
      .first<{ actor: string; changes: string }>()
    expect(row?.actor).toBe(company.userId)
    expect(JSON.parse(row?.changes ?? '')).toEqual({ status: 'open', from: 'sealed', broken_seal_number: 'S-77' })
  })

  it('put shipments on the flight of their bag, and take them off it', async ({ expect }) => {
    const company = await aCompany()
    const { shipment, bag, flight } = await aLoadedParcel(company)
    const path = `/shipments/${shipment.id}`
    expect((await company.get(path)).body.flight_id).toBe(flight.id)
    const onFlight = await company.get(`/shipments?flight_id=${flight.id}`)
    expect(onFlight.body.data.map((each: { id: string }) => each.id)).toEqual([shipment.id])
    expect((await company.delete(`/bags/${bag.id}/flight`)).body).toMatchObject({ status: 'sealed', flight_id: null })
    expect((await company.get(path)).body).toMatchObject({ flight_id: null, status: 'bagged', bag_id: bag.id })
    expect((await company.get(`/shipments?flight_id=${flight.id}`)).body.data).toEqual([])
    const lines = (await company.get(`${path}/events`)).body.data
    const told = lines.slice(-2).map((line: { code: string; flight_id: string }) => [line.code, line.flight_id])
    expect(told).toEqual([
      ['MAN', flight.id],
      ['DIS', flight.id],
    ])
  })
})

describe('a flight that is cancelled', () => {
  it('gives up its bags and what is in them', async ({ expect }) => {
    const { company, ctx } = await aSilentCompany()
    const { shipment, bag, flight } = await aLoadedParcel(company)
    const { flight_number: flightNumber, departure_date: departureDate } = flight
    const word = {
      flightNumber,
      departureDate,
      destination: 'EZE',
      status: 'cancelled',
      updatedAt: Date.now(),
    } as const
    expect(await applyFlightUpdate(ctx, aFlightUpdate(word))).toBe('applied')
    expect((await company.get(`/bags/${bag.id}`)).body).toMatchObject({ status: 'sealed', flight_id: null })
    const after = (await company.get(`/shipments/${shipment.id}`)).body
    expect(after).toMatchObject({ status: 'bagged', bag_id: bag.id, flight_id: null })
    expect((await company.get(`/shipments?flight_id=${flight.id}`)).body.data).toEqual([])
    expect((await company.get(`/bags?flight_id=${flight.id}`)).body.data).toEqual([])
  })
})

describe('PUT /bags/{id}/courier', () => {
  it('gives the bag and what is in it to a courier, who sees it, and takes it away again', async ({ expect }) => {
    const company = await aCompany()
    const courier = await aPerson(company, 'courier')
    const bag = await aBag(company)
    const ids = await parcels(company, 3)
    await company.post(`/bags/${bag.id}/shipments`, { shipment_ids: ids })
    const outside = (await company.post('/shipments', aParcel())).body
    const given = await company.put(`/bags/${bag.id}/courier`, { user_id: courier.userId })
    expect([given.status, given.body.courier_user_id, given.body.version]).toEqual([200, courier.userId, 3])
    const versions = (await company.get(`/bags/${bag.id}/shipments`)).body.data
    expect(versions.map((each: { version: number }) => each.version)).toEqual([3, 3, 3])
    const has = async () => (await courier.get('/courier/shipments')).body.data.map((each: { id: string }) => each.id)
    expect((await has()).sort()).toEqual([...ids].sort())
    expect((await company.get(`/shipments/${outside.id}`)).body).toMatchObject({ courier_user_id: null, version: 1 })
    expect((await company.put(`/bags/${bag.id}/courier`, { user_id: courier.userId })).body.version).toBe(3)

    await company.post(`/bags/${bag.id}/shipments`, { shipment_ids: [outside.id] })
    expect(await has()).toContain(outside.id)
    await company.delete(`/bags/${bag.id}/shipments/${outside.id}`)
    expect(await has()).not.toContain(outside.id)
    await company.put(`/bags/${bag.id}/courier`, { user_id: null })
    expect(await has()).toEqual([])
  })

  it('is told to both couriers and written down', async ({ expect }) => {
    const company = await aCompany()
    const [one, two] = [await aPerson(company, 'courier'), await aPerson(company, 'courier')]
    const bag = await aBag(company)
    await company.put(`/bags/${bag.id}/courier`, { user_id: one.userId })
    await company.put(`/bags/${bag.id}/courier`, { user_id: two.userId })
    const shard = await shardOf(company)
    const events = await shard
      .prepare("SELECT audience FROM notification_events WHERE tenant_id = ? AND type = 'bag.updated' ORDER BY id")
      .bind(company.tenantId)
      .all<{ audience: string }>()
    const told = events.results.map(({ audience }) => JSON.parse(audience).users)
    expect(told).toEqual([[one.userId], [one.userId, two.userId]])
    const audited = await shard
      .prepare("SELECT changes FROM audit_log WHERE tenant_id = ? AND action = 'bag.updated' ORDER BY id DESC")
      .bind(company.tenantId)
      .first<string>('changes')
    expect(JSON.parse(audited ?? '')).toEqual({
      status: 'open',
      courier_user_id: { from: one.userId, to: two.userId },
    })
  })

  it('refuses who is no courier, no longer active, or another company’s', async ({ expect }) => {
    const company = await aCompany()
    const bag = await aBag(company)
    const strange = await aPerson(await aCompany(), 'courier')
    const operator = await aPerson(company, 'operator')
    const gone = await aPerson(company, 'courier', false)
    for (const [userId, status] of [
      [operator.userId, 422],
      [gone.userId, 422],
      [strange.userId, 404],
      ['usr_01jd3v6q9m2ae4x8r7t5y0b1cz', 404],
      ['bag_1', 422],
    ] as const) {
      expect([userId, (await company.put(`/bags/${bag.id}/courier`, { user_id: userId })).status]).toEqual([
        userId,
        status,
      ])
    }
    expect((await company.get(`/bags/${bag.id}`)).body).toMatchObject({ courier_user_id: null, version: 1 })
    const courier = await aPerson(company, 'courier')
    expect((await courier.put(`/bags/${bag.id}/courier`, { user_id: courier.userId })).status).toBe(403)
    await company.delete(`/bags/${bag.id}`)
    expect((await company.put(`/bags/${bag.id}/courier`, { user_id: courier.userId })).status).toBe(409)
  })
})

describe('POST /bags/{id}/shipments', () => {
  it('puts five hundred in at once', async ({ expect }) => {
    const company = await aCompany()
    const bag = await aBag(company, { destination: 'HAV' })
    const ids = await manyParcels(company, 500)
    const { status, body } = await company.post(`/bags/${bag.id}/shipments`, { shipment_ids: ids })
    expect([status, body.shipment_count, body.total_weight_grams, body.version]).toEqual([200, 500, 750_000, 2])
    expect((await company.get(`/bags/${bag.id}`)).body).toEqual(body)
    const again = await company.post(`/bags/${bag.id}/shipments`, { shipment_ids: ids })
    expect([again.status, again.body.version]).toEqual([200, 2])
    const last = (await company.get(`/shipments/${ids[499]}`)).body
    expect(last).toMatchObject({ status: 'bagged', bag_id: bag.id, version: 2 })
  })

  it('names each of five hundred that cannot go in, and then puts in none', async ({ expect }) => {
    const company = await aCompany()
    const bag = await aBag(company, { destination: 'HAV' })
    const ids = await manyParcels(company, 496)
    const absent = 'shp_01jd3v6q9m2ae4x8r7t5y0b1cz'
    const astray = (await company.post('/shipments', aParcel())).body.id
    const cancelled = (await company.post('/shipments', aParcel({ destination: 'HAV' }))).body.id
    await company.delete(`/shipments/${cancelled}`)
    const foreign = (await (await aCompany()).post('/shipments', aParcel())).body.id
    const sent = [absent, ...ids.slice(0, 200), astray, ...ids.slice(200), cancelled, foreign]
    expect(sent).toHaveLength(500)
    const refused = await company.post(`/bags/${bag.id}/shipments`, { shipment_ids: sent })
    expect([refused.status, refused.body.code]).toEqual([422, 'unprocessable'])
    expect(refused.body.errors).toEqual([
      { pointer: '/shipment_ids/0', message: `There is no shipment ${absent}.` },
      { pointer: '/shipment_ids/201', message: 'The shipment goes to EZE, the bag to HAV.' },
      { pointer: '/shipment_ids/498', message: expect.stringContaining('cancelled') },
      { pointer: '/shipment_ids/499', message: `There is no shipment ${foreign}.` },
    ])
    expect((await company.get(`/bags/${bag.id}`)).body).toEqual(bag)
    expect((await company.get(`/shipments/${ids[0]}`)).body).toMatchObject({ status: 'created', version: 1 })
  })

  it('counts one that is named twice once, and points at where it was named first', async ({ expect }) => {
    const company = await aCompany()
    const bag = await aBag(company)
    const [id = ''] = await parcels(company, 1)
    const absent = 'shp_01jd3v6q9m2ae4x8r7t5y0b1cz'
    const refused = await company.post(`/bags/${bag.id}/shipments`, { shipment_ids: [id, id, absent, absent] })
    expect(refused.body.errors.map((each: { pointer: string }) => each.pointer)).toEqual(['/shipment_ids/2'])
    const put = await company.post(`/bags/${bag.id}/shipments`, { shipment_ids: [id, id] })
    expect(put.body).toMatchObject({ shipment_count: 1, total_weight_grams: 1200 })
  })

  it('refuses none, 501 and what are no ids', async ({ expect }) => {
    const company = await aCompany()
    const bag = await aBag(company)
    const absent = 'shp_01jd3v6q9m2ae4x8r7t5y0b1cz'
    for (const ids of [[], Array.from({ length: 501 }, () => absent), ['bag_1'], [1]]) {
      expect((await company.post(`/bags/${bag.id}/shipments`, { shipment_ids: ids })).status).toBe(422)
    }
  })

  it('lets exactly one of ten bags have a shipment that all grab at once', async ({ expect }) => {
    const company = await aCompany()
    const ids = await parcels(company, 3)
    const bags = await Promise.all(Array.from({ length: 10 }, () => aBag(company)))
    const answers = await Promise.all(
      bags.map((bag) => company.post(`/bags/${bag.id}/shipments`, { shipment_ids: ids })),
    )
    const won = answers.filter(({ status }) => status === 200)
    expect(won).toHaveLength(1)
    expect(answers.filter(({ status }) => status !== 200 && status !== 409 && status !== 422)).toEqual([])
    const counts = await Promise.all(
      bags.map(async (bag) => (await company.get(`/bags/${bag.id}`)).body.shipment_count),
    )
    expect(counts.sort()).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 3])
    for (const id of ids) expect((await company.get(`/shipments/${id}`)).body.bag_id).toBe(won[0]?.body.id)
    const shard = await shardOf(company)
    const open = await shard
      .prepare('SELECT count(*) AS n FROM bag_shipments WHERE tenant_id = ? AND removed_at IS NULL')
      .bind(company.tenantId)
      .first<number>('n')
    expect(open).toBe(3)
  })

  it('would be stopped by the index alone: a shipment has one open place, whatever the code read', async ({
    expect,
  }) => {
    const company = await aCompany()
    const [id = ''] = await parcels(company, 1)
    const [one, two] = [await aBag(company), await aBag(company)]
    await company.post(`/bags/${one.id}/shipments`, { shipment_ids: [id] })
    const shard = await shardOf(company)
    const place = (bagId: string, removedAt: number | null) =>
      shard
        .prepare(
          'INSERT INTO bag_shipments (tenant_id, bag_id, shipment_id, added_at, removed_at) VALUES (?, ?, ?, 1, ?)',
        )
        .bind(company.tenantId, bagId, id, removedAt)
        .run()
    await expect(place(two.id, null)).rejects.toThrow(
      'UNIQUE constraint failed: bag_shipments.tenant_id, bag_shipments.shipment_id',
    )
    await expect(place(two.id, 2)).resolves.toBeDefined()
  })
})

describe('DELETE /bags/{id}/shipments/{shipment_id}', () => {
  it('takes one out of an open bag, and the count and weight with it', async ({ expect }) => {
    const company = await aCompany()
    const bag = await aBag(company)
    const [one = '', two = ''] = await parcels(company, 2)
    await company.post(`/bags/${bag.id}/shipments`, { shipment_ids: [one, two] })
    const taken = await company.delete(`/bags/${bag.id}/shipments/${one}`)
    expect([taken.status, taken.body.status, taken.body.bag_id]).toEqual([200, 'received', null])
    expect((await company.get(`/bags/${bag.id}`)).body).toMatchObject({ shipment_count: 1, total_weight_grams: 1200 })
    expect((await company.delete(`/bags/${bag.id}/shipments/${one}`)).status).toBe(404)
    const put = await company.post(`/bags/${(await aBag(company)).id}/shipments`, { shipment_ids: [one] })
    expect(put.status).toBe(200)
  })

  it('is refused for a sealed bag, and so is leaving it by a transition', async ({ expect }) => {
    const company = await aCompany()
    const { shipment, bag } = await aLoadedParcel(company)
    for (const step of ['loaded', 'sealed']) {
      const taken = await company.delete(`/bags/${bag.id}/shipments/${shipment.id}`)
      expect([step, taken.status]).toEqual([step, 409])
      const moved = await company.post(`/shipments/${shipment.id}/transitions`, { to: 'received' })
      expect([step, moved.status, moved.body.code]).toEqual([step, 409, 'conflict'])
      expect(moved.body.detail).toContain('not open')
      expect((await company.get(`/shipments/${shipment.id}`)).body).toMatchObject({ status: 'bagged', bag_id: bag.id })
      await company.delete(`/bags/${bag.id}/flight`)
    }
    await company.post(`/bags/${bag.id}/transitions`, { to: 'open' })
    const moved = await company.post(`/shipments/${shipment.id}/transitions`, { to: 'received' })
    expect([moved.status, moved.body.bag_id]).toEqual([200, null])
    expect((await company.get(`/bags/${bag.id}`)).body).toMatchObject({ shipment_count: 0, total_weight_grams: 0 })
  })
})

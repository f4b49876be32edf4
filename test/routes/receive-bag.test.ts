import { env } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import { seedId, seedShipments } from '../../bench/seed.ts'
import { TrackingId } from '../../src/domain/shipments/tracking-id.ts'
import { aPerson } from '../harness/people.ts'
import { aCompany, aFlightNumber, aParcel, type Company, call } from '../harness/wire.ts'

interface Sent {
  readonly id: string
  readonly tracking_id: string
}

/** A bag that has landed in Buenos Aires with so many parcels in it. */
async function aLandedBag(company: Company, count: number) {
  const bag = (await company.post('/bags', { bag_number: crypto.randomUUID(), origin: 'MAD', destination: 'EZE' })).body
  const shipments: Sent[] = []
  for (let n = 0; n < count; n++) shipments.push((await company.post('/shipments', aParcel())).body)
  await company.post(`/bags/${bag.id}/shipments`, { shipment_ids: shipments.map(({ id }) => id) })
  await land(company, bag.id)
  return { bagId: String(bag.id), shipments }
}

async function land(company: Company, bagId: string): Promise<void> {
  await company.post(`/bags/${bagId}/transitions`, { to: 'sealed', seal_number: 'S-1' })
  const route = { departure_date: '2026-11-23', origin: 'MAD', destination: 'EZE' }
  const flight = (await company.post('/flights', { flight_number: aFlightNumber(), ...route })).body
  await company.put(`/bags/${bagId}/flight`, { flight_id: flight.id })
  for (const to of ['in_transit', 'arrived']) await company.post(`/bags/${bagId}/transitions`, { to })
}

const receive = (company: Company, bagId: string, scanned: readonly string[], damaged?: readonly string[]) =>
  company.post(`/bags/${bagId}/transitions`, {
    to: 'received',
    scanned_tracking_ids: scanned,
    ...(damaged && { damaged_tracking_ids: damaged }),
  })

const trackingIds = (pieces: readonly Sent[]) => pieces.map((each) => each.tracking_id)
const linesOf = async (company: Company, id: string) =>
  (await company.get(`/shipments/${id}/events`)).body.data.map(
    (line: { status: string; code: string; reason_code: string | null }) =>
      `${line.status} ${line.code}${line.reason_code ? ` ${line.reason_code}` : ''}`,
  )

describe('receiving a bag by what was scanned', () => {
  it('answers and writes down what is present, short, extra and damaged', async ({ expect }) => {
    const company = await aCompany()
    const { bagId, shipments } = await aLandedBag(company, 4)
    const [one, two, three, four] = shipments as [Sent, Sent, Sent, Sent]
    const astray = (await company.post('/shipments', aParcel())).body
    const written = `${one.tracking_id.toLowerCase().replace(/(.{4})/g, '$1-')}`
    const answer = await receive(company, bagId, [written, two.tracking_id, astray.tracking_id], [two.tracking_id])
    const piece = ({ id, tracking_id }: Sent, status: string) => ({ shipment_id: id, tracking_id, status })
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({
      id: bagId,
      status: 'received',
      shipment_count: 4,
      present_count: 2,
      unknown: [],
    })
    expect(answer.headers.get('etag')).toBe(`"${answer.body.version}"`)
    expect(answer.body.short).toEqual([piece(four, 'arrived'), piece(three, 'arrived')])
    expect(answer.body.extra).toEqual([piece(astray, 'created')])
    expect(answer.body.damaged).toEqual([piece(two, 'arrived')])

    const before = ['created BKD', 'received RCS', 'bagged PRE', 'bagged MAN', 'in_transit DEP', 'arrived ARR']
    expect(await linesOf(company, one.id)).toEqual([...before, 'arrived RCF'])
    expect(await linesOf(company, two.id)).toEqual([...before, 'arrived RCF', 'arrived DIS damaged'])
    expect(await linesOf(company, three.id)).toEqual([...before, 'arrived DIS missing_cargo'])
    expect(await linesOf(company, astray.id)).toEqual(['created BKD', 'created DIS found_cargo'])
    expect((await company.get(`/shipments/${three.id}`)).body.status).toBe('arrived')
  })

  it('tells staff once, with the counts and the ids', async ({ expect }) => {
    const company = await aCompany()
    const { bagId, shipments } = await aLandedBag(company, 2)
    const [one, two] = shipments as [Sent, Sent]
    await receive(company, bagId, [one.tracking_id], [one.tracking_id])
    const { data } = (await company.get('/notifications')).body
    const told = data.filter((each: { event: string }) => each.event === 'bag.received')
    expect(told).toHaveLength(1)
    expect(told[0].data).toMatchObject({
      bag_id: bagId,
      present: { count: 1 },
      short: { count: 1, shipment_ids: [two.id] },
      extra: { count: 0, shipment_ids: [] },
      damaged: { count: 1, shipment_ids: [one.id] },
    })
    const mailed = data.filter((each: { event: string }) => each.event.startsWith('shipment.arrived'))
    expect(mailed).toHaveLength(2)
  })

  it('is one receiving however often and at once it is told, and compares again', async ({ expect }) => {
    const company = await aCompany()
    const { bagId, shipments } = await aLandedBag(company, 3)
    const scanned = trackingIds(shipments.slice(0, 2))
    const answers = await Promise.all(Array.from({ length: 5 }, () => receive(company, bagId, scanned)))
    expect(answers.filter(({ status }) => status !== 200 && status !== 409)).toEqual([])
    const again = await receive(company, bagId, scanned)
    expect([again.status, again.body.short.length, again.body.present_count]).toEqual([200, 1, 2])
    for (const { id } of shipments) expect(await linesOf(company, id)).toHaveLength(7)
  })

  it('finds a piece in another bag that was missed before', async ({ expect }) => {
    const company = await aCompany()
    const first = await aLandedBag(company, 1)
    const second = await aLandedBag(company, 1)
    const lost = first.shipments[0] as Sent
    expect((await receive(company, first.bagId, [])).body.short).toHaveLength(1)
    const answer = await receive(company, second.bagId, trackingIds([lost, ...second.shipments]))
    expect([answer.body.short, answer.body.extra.map((each: Sent) => each.tracking_id)]).toEqual([
      [],
      [lost.tracking_id],
    ])
    const lines = await linesOf(company, lost.id)
    expect(lines.slice(-2)).toEqual(['arrived DIS missing_cargo', 'arrived DIS found_cargo'])
    const told = (await call('GET', `/api/v1/track/${lost.tracking_id}`)).body
    expect(JSON.stringify(told)).toContain('found_cargo')
  })

  it('shows the public no word of a find that nobody missed', async ({ expect }) => {
    const company = await aCompany()
    const { bagId, shipments } = await aLandedBag(company, 1)
    const astray = (await company.post('/shipments', aParcel())).body
    await receive(company, bagId, trackingIds([...shipments, astray]))
    const told = (await call('GET', `/api/v1/track/${astray.tracking_id}`)).body
    expect(JSON.stringify(told)).not.toContain('found_cargo')
  })

  it('does not miss a piece that went on before the bag was opened', async ({ expect }) => {
    const company = await aCompany()
    const { bagId, shipments } = await aLandedBag(company, 2)
    const [early, other] = shipments as [Sent, Sent]
    await company.post(`/shipments/${early.id}/transitions`, { to: 'out_for_delivery' })
    const answer = await receive(company, bagId, [other.tracking_id])
    expect(answer.body.short).toEqual([])
  })

  it('calls what is another company’s unknown, and tells nothing of it', async ({ expect }) => {
    const company = await aCompany()
    const { bagId } = await aLandedBag(company, 1)
    const foreign = (await (await aCompany()).post('/shipments', aParcel())).body
    const absent = TrackingId.create('ZZZ', crypto.getRandomValues(new Uint8Array(12)))
    const answer = await receive(company, bagId, [foreign.tracking_id, absent])
    expect([answer.body.unknown, answer.body.extra]).toEqual([[foreign.tracking_id, absent], []])
  })

  it('refuses a misread tracking id, scans of another step, and damage without scans', async ({ expect }) => {
    const company = await aCompany()
    const { bagId, shipments } = await aLandedBag(company, 1)
    const good = shipments[0]?.tracking_id ?? ''
    const misread = good.slice(0, -1) + (good.endsWith('7') ? '8' : '7')
    const bad = [
      [{ to: 'received', scanned_tracking_ids: [good, misread] }, '/scanned_tracking_ids/1'],
      [{ to: 'unpacked', scanned_tracking_ids: [good] }, '/scanned_tracking_ids'],
      [{ to: 'received', damaged_tracking_ids: [good] }, '/damaged_tracking_ids'],
    ] as const
    for (const [body, pointer] of bad) {
      const refused = await company.post(`/bags/${bagId}/transitions`, body)
      expect([refused.status, refused.body.errors[0].pointer]).toEqual([422, pointer])
    }
    expect((await company.get(`/bags/${bagId}`)).body.status).toBe('arrived')
  })

  it('is refused before the bag has landed, to others, and to who may not write bags', async ({ expect }) => {
    const company = await aCompany()
    const bag = (await company.post('/bags', { bag_number: 'B-1', origin: 'MAD', destination: 'EZE' })).body
    const early = await receive(company, bag.id, [])
    expect([early.status, early.body.code, early.body.allowed]).toEqual([
      409,
      'invalid_transition',
      ['sealed', 'cancelled'],
    ])
    expect((await receive(await aCompany(), bag.id, [])).status).toBe(404)
    const courier = await aPerson(company, 'courier')
    const refused = await courier.post(`/bags/${bag.id}/transitions`, { to: 'received', scanned_tracking_ids: [] })
    expect(refused.status).toBe(403)
  })

  it('takes the list as complete when nothing was said of scans', async ({ expect }) => {
    const company = await aCompany()
    const { bagId, shipments } = await aLandedBag(company, 2)
    const answer = await company.post(`/bags/${bagId}/transitions`, { to: 'received' })
    expect([answer.status, answer.body.short]).toEqual([200, undefined])
    for (const { id } of shipments) expect((await linesOf(company, id)).at(-1)).toBe('arrived RCF')
  })

  it('compares two thousand pieces', async ({ expect }) => {
    const company = await aCompany()
    await company.post('/shipments', aParcel())
    const written = env.TENANT_DB_0.prepare('SELECT 1 FROM audit_log WHERE tenant_id = ?').bind(company.tenantId)
    const shard = (await written.first()) ? env.TENANT_DB_0 : env.TENANT_DB_1
    const bags = { size: 2_000, status: 'arrived', flightId: null } as const
    const load = {
      tenantId: company.tenantId,
      tenantCode: 'B7E',
      from: 1,
      count: 2_000,
      status: 'arrived',
      bags,
    } as const
    const ids = await seedShipments(shard, load)
    const answer = await receive(company, seedId('bag', 1), ids.slice(0, 1_500), ids.slice(0, 10))
    expect([answer.body.present_count, answer.body.short.length, answer.body.damaged.length]).toEqual([1_500, 500, 10])
    const lines = await shard
      .prepare(
        "SELECT reason_code, count(*) AS n FROM tracking_events WHERE tenant_id = ? AND status = 'arrived' GROUP BY 1 ORDER BY 1",
      )
      .bind(company.tenantId)
      .all()
    expect(lines.results).toEqual([
      { reason_code: null, n: 1_500 },
      { reason_code: 'damaged', n: 10 },
      { reason_code: 'missing_cargo', n: 500 },
    ])
  })
})

describe('unpacking a bag', () => {
  it('ends every place in it, and what was in it stays found by its flight', async ({ expect }) => {
    const company = await aCompany()
    const { bagId, shipments } = await aLandedBag(company, 2)
    const { flight_id: flightId } = (await company.get(`/bags/${bagId}`)).body
    await receive(company, bagId, trackingIds(shipments))
    expect((await company.post(`/bags/${bagId}/transitions`, { to: 'unpacked' })).status).toBe(200)
    expect((await company.get(`/bags/${bagId}/shipments`)).body.data).toEqual([])
    const flown = (await company.get(`/shipments?flight_id=${flightId}&status=arrived`)).body.data
    expect(flown.map((each: Sent) => each.id).sort()).toEqual(shipments.map(({ id }) => id).sort())
    const next = (await company.post('/bags', { bag_number: crypto.randomUUID(), origin: 'EZE', destination: 'HAV' }))
      .body
    expect(next.status).toBe('open')
    for (const { id } of shipments) expect((await company.get(`/shipments/${id}`)).body.bag_id).toBeNull()
  })
})

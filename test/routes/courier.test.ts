import { env } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import { aParcelAt, rowsOf } from '../harness/doorstep.ts'
import { aPerson } from '../harness/people.ts'
import { aCompany, aParcel, type Company, call } from '../harness/wire.ts'

const idsOf = (answer: { body: { data: readonly { id: string }[] } }) => answer.body.data.map(({ id }) => id)
const NO_ONE = 'usr_01jd3v6q9m2ae4x8r7t5y0b1cz'

/** A bag with so many parcels, all given to one courier. */
async function aBagFor(company: Company, userId: string, parcels: number) {
  const bag = (await company.post('/bags', { bag_number: crypto.randomUUID(), origin: 'MAD', destination: 'EZE' })).body
  const made: string[] = []
  for (let n = 0; n < parcels; n++) made.push((await company.post('/shipments', aParcel())).body.id)
  await company.post(`/bags/${bag.id}/shipments`, { shipment_ids: made })
  for (const db of [env.TENANT_DB_0, env.TENANT_DB_1]) {
    await db.prepare('UPDATE bags SET courier_user_id = ? WHERE id = ?').bind(userId, bag.id).run()
  }
  for (const id of made) await company.put(`/shipments/${id}/courier`, { user_id: userId })
  return { bagId: String(bag.id), shipmentIds: made }
}

describe('what a courier sees', () => {
  it('is what is given to him, and nothing else', async ({ expect }) => {
    const company = await aCompany()
    const mine = await aPerson(company, 'courier')
    const other = await aPerson(company, 'courier')
    const { bagId, shipmentIds } = await aBagFor(company, mine.userId, 2)
    const theirs = await aBagFor(company, other.userId, 1)
    await company.post('/shipments', aParcel())

    expect(idsOf(await mine.get('/courier/bags'))).toEqual([bagId])
    expect(idsOf(await mine.get('/courier/shipments'))).toEqual([...shipmentIds].reverse())
    expect(idsOf(await mine.get(`/courier/bags/${bagId}/shipments`))).toEqual([...shipmentIds].reverse())
    const foreign = await mine.get(`/courier/bags/${theirs.bagId}/shipments`)
    expect([foreign.status, foreign.body.code]).toEqual([404, 'not_found'])
  })

  it('is not the shipment in his bag that was given to another', async ({ expect }) => {
    const company = await aCompany()
    const mine = await aPerson(company, 'courier')
    const other = await aPerson(company, 'courier')
    const { bagId, shipmentIds } = await aBagFor(company, mine.userId, 2)
    await company.put(`/shipments/${shipmentIds[0]}/courier`, { user_id: other.userId })
    expect(idsOf(await mine.get(`/courier/bags/${bagId}/shipments`))).toEqual([shipmentIds[1]])
    expect(idsOf(await mine.get('/courier/shipments'))).toEqual([shipmentIds[1]])
    expect(idsOf(await other.get('/courier/shipments'))).toEqual([shipmentIds[0]])
    expect((await other.get(`/courier/bags/${bagId}/shipments`)).status).toBe(404)
  })

  it('is nothing of another company, whose courier has the same bag number', async ({ expect }) => {
    const company = await aCompany()
    const mine = await aPerson(company, 'courier')
    const { bagId } = await aBagFor(company, mine.userId, 1)
    const strange = await aPerson(await aCompany(), 'courier')
    expect(idsOf(await strange.get('/courier/bags'))).toEqual([])
    expect(idsOf(await strange.get('/courier/shipments'))).toEqual([])
    expect((await strange.get(`/courier/bags/${bagId}/shipments`)).status).toBe(404)
  })

  it('comes page by page, and by status', async ({ expect }) => {
    const company = await aCompany()
    const mine = await aPerson(company, 'courier')
    const { bagId, shipmentIds } = await aBagFor(company, mine.userId, 3)
    const { shipmentId: out } = await aParcelAt(company, mine)
    const newestFirst = [out, ...[...shipmentIds].reverse()]
    const first = await mine.get('/courier/shipments?limit=2')
    expect([idsOf(first), first.body.has_more]).toEqual([newestFirst.slice(0, 2), true])
    const second = await mine.get(`/courier/shipments?limit=2&cursor=${first.body.next_cursor}`)
    expect([idsOf(second), second.body.has_more]).toEqual([newestFirst.slice(2), false])
    expect(idsOf(await mine.get('/courier/shipments?status=out_for_delivery'))).toEqual([out])
    expect(idsOf(await mine.get('/courier/bags?status=sealed'))).toEqual([])
    expect(idsOf(await mine.get('/courier/bags?status=open'))).toEqual([bagId])
    const inBag = await mine.get(`/courier/bags/${bagId}/shipments?limit=2`)
    expect([idsOf(inBag).length, inBag.body.has_more]).toEqual([2, true])
    expect((await mine.get('/courier/shipments?cursor=nonsense')).status).toBe(400)
    expect((await mine.get('/courier/shipments?status=nowhere')).status).toBe(422)
  })

  it('is not the company’s lists', async ({ expect }) => {
    const mine = await aPerson(await aCompany(), 'courier')
    for (const path of ['/shipments', '/bags', '/flights']) expect((await mine.get(path)).status).toBe(403)
  })
})

describe('PUT /shipments/{id}/courier', () => {
  it('gives a shipment to a courier, tells him, and writes nothing the second time', async ({ expect }) => {
    const company = await aCompany()
    const courier = await aPerson(company, 'courier')
    const { id } = (await company.post('/shipments', aParcel())).body
    const first = await company.put(`/shipments/${id}/courier`, { user_id: courier.userId })
    expect([first.status, first.body.courier_user_id, first.body.version]).toEqual([200, courier.userId, 2])
    const again = await company.put(`/shipments/${id}/courier`, { user_id: courier.userId })
    expect(again.text).toBe(first.text)
    const told = (await rowsOf('notification_events', id, 'subject_id')).filter(
      (row) => row.type === 'shipment.updated',
    )
    expect(told.map(({ audience }) => JSON.parse(String(audience)))).toEqual([
      { staff: true, users: [courier.userId], people: false },
    ])
    const audit = (await rowsOf('audit_log', id, 'subject_id')).filter(
      (row) => row.action === 'shipment.courier_assigned',
    )
    expect(audit.map(({ changes }) => JSON.parse(String(changes)))).toEqual([{ from: null, to: courier.userId }])
  })

  it('takes it from the one who had it', async ({ expect }) => {
    const company = await aCompany()
    const courier = await aPerson(company, 'courier')
    const { shipmentId } = await aParcelAt(company, courier)
    const { body } = await company.put(`/shipments/${shipmentId}/courier`, { user_id: null })
    expect(body.courier_user_id).toBeNull()
    expect(idsOf(await courier.get('/courier/shipments'))).toEqual([])
  })

  it('takes active couriers of the company only', async ({ expect }) => {
    const company = await aCompany()
    const { id } = (await company.post('/shipments', aParcel())).body
    const give = (userId: string) => company.put(`/shipments/${id}/courier`, { user_id: userId })
    for (const who of [
      await aPerson(company, 'operator'),
      await aPerson(company, 'customer'),
      await aPerson(company, 'courier', false),
    ]) {
      const { status, body } = await give(who.userId)
      expect([status, body.errors[0].pointer]).toEqual([422, '/user_id'])
    }
    const strange = await aPerson(await aCompany(), 'courier')
    for (const userId of [strange.userId, NO_ONE]) {
      const { status, body } = await give(userId)
      expect([status, body.code]).toEqual([404, 'not_found'])
    }
    expect((await give('shp_01jd3v6q9m2ae4x8r7t5y0b1cz')).status).toBe(422)
    expect((await company.get(`/shipments/${id}`)).body.courier_user_id).toBeNull()
  })

  it('is refused when there is nothing left to carry, to a courier, and for another company’s', async ({ expect }) => {
    const company = await aCompany()
    const courier = await aPerson(company, 'courier')
    const { id } = (await company.post('/shipments', aParcel())).body
    const path = `/shipments/${id}/courier`
    expect((await courier.put(path, { user_id: courier.userId })).status).toBe(403)
    expect((await (await aCompany()).put(path, { user_id: courier.userId })).status).toBe(404)
    await company.delete(`/shipments/${id}`)
    expect((await company.put(path, { user_id: courier.userId })).body.code).toBe('conflict')
  })

  it('holds to the version that If-Match names', async ({ expect }) => {
    const company = await aCompany()
    const courier = await aPerson(company, 'courier')
    const { id } = (await company.post('/shipments', aParcel())).body
    const give = (version: number) =>
      call('PUT', `/api/v1/shipments/${id}/courier`, {
        body: { user_id: courier.userId },
        token: company.token,
        headers: { 'if-match': `"${version}"` },
      })
    const stale = await give(7)
    expect([stale.status, stale.body.code]).toEqual([412, 'precondition_failed'])
    expect((await give(1)).status).toBe(200)
  })
})

describe('what a customer sees', () => {
  it('is his own shipments, each with its public timeline, and nothing else', async ({ expect }) => {
    const company = await aCompany()
    const mine = await aPerson(company, 'customer')
    const other = await aPerson(company, 'customer')
    const owned = async (userId: string) =>
      String((await company.post('/shipments', aParcel({ customer_user_id: userId }))).body.id)
    const first = await owned(mine.userId)
    const theirs = await owned(other.userId)
    const second = await owned(mine.userId)
    await company.post('/shipments', aParcel())
    await company.post(`/shipments/${first}/transitions`, { to: 'received', note: 'Smells of cheese' })

    expect(idsOf(await mine.get('/shipments'))).toEqual([second, first])
    expect(idsOf(await mine.get('/shipments?status=received'))).toEqual([first])
    expect(idsOf(await mine.get('/shipments?limit=1'))).toEqual([second])
    expect((await mine.get(`/shipments/${first}`)).body.id).toBe(first)
    const timeline = (await mine.get(`/shipments/${first}/events`)).body.data
    expect(timeline.map((line: { status: string; note: string | null }) => [line.status, line.note])).toEqual([
      ['created', null],
      ['received', null],
    ])
    for (const path of [`/shipments/${theirs}`, `/shipments/${theirs}/events`, `/shipments/${theirs}/proof`]) {
      expect((await mine.get(path)).status).toBe(404)
    }
    const strange = await aPerson(await aCompany(), 'customer')
    expect(idsOf(await strange.get('/shipments'))).toEqual([])
    expect((await strange.get(`/shipments/${first}`)).status).toBe(404)
    expect((await mine.post('/shipments', aParcel())).status).toBe(403)
  })
})

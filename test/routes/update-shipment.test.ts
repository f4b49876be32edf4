import { env } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import { aPerson } from '../harness/people.ts'
import { aCompany, aLoadedParcel, aParcel, type Company, call } from '../harness/wire.ts'

/** The audit rows of a thing, oldest first, from whichever shard the tenant lies in. */
async function auditOf(subjectId: string) {
  const found = await Promise.all(
    [env.TENANT_DB_0, env.TENANT_DB_1].map((db) =>
      db
        .prepare('SELECT action, changes FROM audit_log WHERE subject_id = ? ORDER BY id')
        .bind(subjectId)
        .all<{ action: string; changes: string }>(),
    ),
  )
  return found.flatMap(({ results }) => results)
}

const aBag = async (company: Company) =>
  (await company.post('/bags', { bag_number: crypto.randomUUID(), origin: 'MAD', destination: 'EZE' })).body

describe('PUT /shipments/{id}', () => {
  it('changes what is named, empties what is null, and leaves the rest', async ({ expect }) => {
    const company = await aCompany()
    const made = (await company.post('/shipments', aParcel({ reference: 'ORDER-1', awb: '176-12345675' }))).body
    const { status, body, headers } = await company.put(`/shipments/${made.id}`, {
      destination: 'HAV',
      recipient: { name: 'Beto Díaz', phone: null },
      sender: { email: 'ANA@Senders.example' },
      weight_grams: 900,
      reference: null,
      declared_value: { amount: 9900, currency: 'eur' },
      notify: { email: true },
    })
    expect([status, headers.get('etag')]).toEqual([200, '"2"'])
    expect(body).toEqual({
      ...made,
      destination: 'HAV',
      recipient: { ...made.recipient, name: 'Beto Díaz', phone: null },
      sender: { ...made.sender, email: 'ana@senders.example' },
      weight_grams: 900,
      reference: null,
      declared_amount: 9900,
      declared_currency: 'EUR',
      notify: { email: true, whatsapp: false, push: false },
      version: 2,
      updated_at: body.updated_at,
    })
    expect((await company.get(`/shipments/${made.id}`)).body).toEqual({ ...body, estimated_arrival: null })
    const v2 = await call('PUT', `/api/v2/shipments/${made.id}`, { token: company.token, body: { pieces: 3 } })
    expect(v2.body).toMatchObject({ pieces: 3, version: 3, declared_value: { amount: 9900, currency: 'EUR' } })
  })

  it('tells which fields changed and to nobody to what, and writes nothing when none did', async ({ expect }) => {
    const company = await aCompany()
    const { id } = (await company.post('/shipments', aParcel())).body
    const edit = { recipient: { email: 'secret@people.example', phone: '+34 600 123 456' }, weight_grams: 1300 }
    await company.put(`/shipments/${id}`, edit)
    expect((await company.put(`/shipments/${id}`, edit)).body.version).toBe(2)

    const { data } = (await company.get('/notifications')).body
    const told = data.filter((each: { event: string }) => each.event === 'shipment.updated')
    expect(told).toHaveLength(1)
    const fields = ['recipient.phone', 'recipient.email', 'weight_grams']
    expect(told[0].data).toMatchObject({ shipment_id: id, status: 'created', fields })
    expect(JSON.stringify(told)).not.toMatch(/secret|600123456/)

    const audited = await auditOf(id)
    expect(audited.map(({ action }) => action)).toEqual(['shipment.created', 'shipment.updated'])
    expect(JSON.parse(audited[1]?.changes ?? '')).toEqual({
      'recipient.phone': { from: '***', to: '***' },
      'recipient.email': { from: '***', to: '***' },
      weight_grams: { from: 1200, to: 1300 },
    })
    expect((await company.get(`/shipments/${id}/events`)).body.data).toHaveLength(1)
  })

  it('names the fields that can be edited when others are asked for', async ({ expect }) => {
    const company = await aCompany()
    const { id } = (await company.post('/shipments', aParcel())).body
    await company.post(`/shipments/${id}/transitions`, { to: 'received' })
    const refused = await company.put(`/shipments/${id}`, { destination: 'HAV', reference: 'R-1' })
    expect([refused.status, refused.body.code]).toEqual([409, 'conflict'])
    expect(refused.body.errors).toEqual([
      { pointer: '/destination', message: 'It cannot be changed while the shipment is received.' },
    ])
    expect(refused.body.allowed).toContain('recipient.address')
    expect(refused.body.allowed).not.toContain('destination')
    expect((await company.get(`/shipments/${id}`)).body).toMatchObject({
      destination: 'EZE',
      reference: null,
      version: 2,
    })
    await company.delete(`/shipments/${id}`)
    const over = await company.put(`/shipments/${id}`, { reference: 'R-1' })
    expect([over.status, over.body.allowed]).toEqual([409, undefined])
  })

  const BAD: readonly (readonly [string, unknown, string])[] = [
    ['an id', { id: 'shp_1' }, '/id'],
    ['a status', { status: 'delivered' }, '/status'],
    ['a bag', { bag_id: null }, '/bag_id'],
    ['an unknown airport', { origin: 'QQQ' }, '/origin'],
    ['no name', { recipient: { name: null } }, '/recipient/name'],
    ['no address', { recipient: { address: null } }, '/recipient/address'],
    ['weight zero', { weight_grams: 0 }, '/weight_grams'],
    ['a journey to where it starts', { destination: 'MAD' }, '/destination'],
  ]
  for (const [what, body, pointer] of BAD) {
    it(`refuses ${what}`, async ({ expect }) => {
      const company = await aCompany()
      const { id } = (await company.post('/shipments', aParcel())).body
      const refused = await company.put(`/shipments/${id}`, body)
      expect([refused.status, refused.body.errors[0].pointer]).toEqual([422, pointer])
      expect((await company.get(`/shipments/${id}`)).body.version).toBe(1)
    })
  }

  it('is for those who may write shipments, of the same company', async ({ expect }) => {
    const company = await aCompany()
    const { id } = (await company.post('/shipments', aParcel())).body
    const courier = await aPerson(company, 'courier')
    const operator = await aPerson(company, 'operator')
    expect((await courier.put(`/shipments/${id}`, { reference: 'x' })).status).toBe(403)
    expect((await (await aCompany()).put(`/shipments/${id}`, { reference: 'x' })).status).toBe(404)
    expect((await operator.put(`/shipments/${id}`, { reference: 'x' })).status).toBe(200)
    expect((await call('PUT', `/api/v1/shipments/${id}`, { body: { reference: 'x' } })).status).toBe(401)
  })
})

describe('the weight of a shipment in a bag', () => {
  it('is the bag’s too while it is open', async ({ expect }) => {
    const company = await aCompany()
    const bag = await aBag(company)
    const ids = [
      (await company.post('/shipments', aParcel())).body.id,
      (await company.post('/shipments', aParcel())).body.id,
    ]
    await company.post(`/bags/${bag.id}/shipments`, { shipment_ids: ids })
    expect((await company.put(`/shipments/${ids[0]}`, { weight_grams: 2000 })).status).toBe(200)
    expect((await company.get(`/bags/${bag.id}`)).body).toMatchObject({ shipment_count: 2, total_weight_grams: 3200 })
    await company.put(`/shipments/${ids[0]}`, { weight_grams: 100, description: 'Light' })
    expect((await company.get(`/bags/${bag.id}`)).body.total_weight_grams).toBe(1300)
    await company.delete(`/bags/${bag.id}/shipments/${ids[0]}`)
    expect((await company.get(`/bags/${bag.id}`)).body).toMatchObject({ shipment_count: 1, total_weight_grams: 1200 })
  })

  it('is frozen once it is sealed, and nothing of that edit is stored', async ({ expect }) => {
    const company = await aCompany()
    const { shipment, bag } = await aLoadedParcel(company)
    const refused = await company.put(`/shipments/${shipment.id}`, { weight_grams: 2000, description: 'Heavy' })
    expect([refused.status, refused.body.code]).toEqual([409, 'conflict'])
    expect(refused.body.detail).toContain('not open')
    expect((await company.get(`/bags/${bag.id}`)).body.total_weight_grams).toBe(1200)
    expect((await company.get(`/shipments/${shipment.id}`)).body).toMatchObject({ weight_grams: 1200, description: '' })
    expect((await company.put(`/shipments/${shipment.id}`, { description: 'Heavy' })).status).toBe(200)
  })

  it('stays the sum of its shipments when twenty reweigh at the same time', async ({ expect }) => {
    const company = await aCompany()
    const bag = await aBag(company)
    const ids: string[] = []
    for (let n = 0; n < 4; n++) ids.push((await company.post('/shipments', aParcel())).body.id)
    await company.post(`/bags/${bag.id}/shipments`, { shipment_ids: ids })
    await Promise.all(
      Array.from({ length: 20 }, (_, n) => company.put(`/shipments/${ids[n % 4]}`, { weight_grams: 1000 + n })),
    )
    const shipments = (await company.get(`/bags/${bag.id}/shipments`)).body.data
    const sum = shipments.reduce((grams: number, each: { weight_grams: number }) => grams + each.weight_grams, 0)
    expect((await company.get(`/bags/${bag.id}`)).body.total_weight_grams).toBe(sum)
  })
})

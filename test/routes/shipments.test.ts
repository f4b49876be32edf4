import { describe, it } from 'vitest'
import { aCompany, aParcel, call } from '../harness/wire.ts'

describe('POST /shipments', () => {
  it('answers the shipment with a tracking id that its page knows', async ({ expect }) => {
    const company = await aCompany()
    const { status, body, headers } = await company.post('/shipments', aParcel())
    expect(status).toBe(201)
    expect(body).toMatchObject({ status: 'created', origin: 'MAD', destination: 'EZE', weight_grams: 1200, version: 1 })
    expect(body.tracking_url).toBe(`https://aircourier.test/t/${body.tracking_id}`)
    expect(headers.get('x-request-id')).toMatch(/^req_/)
    expect(headers.get('api-version')).toBe('1')
    expect(headers.get('cache-control')).toBe('private, no-store')
    expect((await call('GET', `/api/v1/track/${body.tracking_id.toLowerCase()}`)).body.status).toBe('created')
  })

  it('gives the first answer again, byte for byte, for the same Idempotency-Key', async ({ expect }) => {
    const company = await aCompany()
    const parcel = aParcel()
    const first = await company.post('/shipments', parcel, { 'idempotency-key': 'order-1' })
    const again = await company.post('/shipments', parcel, { 'idempotency-key': 'order-1' })
    expect([again.status, again.text]).toEqual([201, first.text])
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect((await company.get('/shipments')).body.data).toHaveLength(1)
  })

  it('makes one shipment of ten concurrent retries', async ({ expect }) => {
    const company = await aCompany()
    const parcel = aParcel()
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => company.post('/shipments', parcel, { 'idempotency-key': 'one' })),
    )
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1)
    expect((await company.get('/shipments')).body.data).toHaveLength(1)
  })

  it('refuses the same key for another body, and does not mind another tenant’s key', async ({ expect }) => {
    const company = await aCompany()
    const other = await aCompany()
    const parcel = aParcel()
    await company.post('/shipments', parcel, { 'idempotency-key': 'k' })
    const clash = await company.post('/shipments', { ...parcel, pieces: 2 }, { 'idempotency-key': 'k' })
    expect([clash.status, clash.body.code]).toEqual([409, 'idempotency_conflict'])
    expect(
      (await other.post('/shipments', parcel, { 'idempotency-key': 'k' })).headers.get('idempotency-replayed'),
    ).toBeNull()
  })

  const BAD: readonly (readonly [string, Readonly<Record<string, unknown>>, string])[] = [
    ['an unknown field', { surprise: 1 }, '/surprise'],
    ['an unknown airport', { origin: 'QQQ' }, '/origin'],
    ['no airport at all', { origin: 'Madrid' }, '/origin'],
    ['weight zero', { weight_grams: 0 }, '/weight_grams'],
    ['negative weight', { weight_grams: -5 }, '/weight_grams'],
    ['absurd weight', { weight_grams: 1e9 }, '/weight_grams'],
    ['weight in words', { weight_grams: '12' }, '/weight_grams'],
    ['a currency that does not exist', { declared_value: { amount: 1, currency: 'ZZZ' } }, '/declared_value/currency'],
    ['money with a fraction', { declared_value: { amount: 1.5, currency: 'EUR' } }, '/declared_value/amount'],
    ['a phone that is no number', { sender: { name: 'Ana', phone: 'call me' } }, '/sender/phone'],
    ['a name of 10,000 characters', { sender: { name: 'x'.repeat(10_000) } }, '/sender/name'],
    ['a name with a line break', { sender: { name: 'Ana\r\nBcc: x' } }, '/sender/name'],
    ['an air waybill with a wrong check digit', { awb: '176-12345670' }, '/awb'],
    ['a journey to where it starts', { destination: 'MAD' }, '/destination'],
    ['cash on delivery without an amount', { payment_method: 'cod' }, '/cod_amount'],
  ]
  for (const [what, change, pointer] of BAD) {
    it(`names the field of ${what}`, async ({ expect }) => {
      const company = await aCompany()
      const { status, body, headers } = await company.post('/shipments', aParcel(change))
      expect(status).toBe(422)
      expect(headers.get('content-type')).toBe('application/problem+json')
      expect(body.errors.map((each: { pointer: string }) => each.pointer)).toContain(pointer)
      expect((await company.get('/shipments')).body.data).toEqual([])
    })
  }

  it('tells malformed JSON, a missing body and another media type apart', async ({ expect }) => {
    const { token } = await aCompany()
    const malformed = await call('POST', '/api/v1/shipments', { raw: '{"origin":', token })
    expect([malformed.status, malformed.body.code]).toEqual([400, 'malformed_request'])
    const text = await call('POST', '/api/v1/shipments', { raw: 'x', token, headers: { 'content-type': 'text/plain' } })
    expect([text.status, text.body.code]).toEqual([415, 'unsupported_media_type'])
    const huge = await call('POST', '/api/v1/shipments', { raw: JSON.stringify({ x: 'x'.repeat(1_100_000) }), token })
    expect([huge.status, huge.body.code]).toEqual([413, 'payload_too_large'])
  })

  it('keeps emoji and right-to-left names as they are', async ({ expect }) => {
    const company = await aCompany()
    const name = 'محمد 🛫 Núñez'
    const { body } = await company.post('/shipments', aParcel({ sender: { name } }))
    expect((await company.get(`/shipments/${body.id}`)).body.sender.name).toBe(name)
  })
})

describe('a shipment', () => {
  it('lists newest first, page by page, each once', async ({ expect }) => {
    const company = await aCompany()
    const made: string[] = []
    for (let i = 0; i < 5; i++) made.unshift((await company.post('/shipments', aParcel())).body.id)
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const query: string = cursor ? `&cursor=${cursor}` : ''
      const { body } = await company.get(`/shipments?limit=2${query}`)
      seen.push(...body.data.map((each: { id: string }) => each.id))
      expect(body.has_more).toBe(body.next_cursor !== null)
      cursor = body.next_cursor
    } while (cursor)
    expect(seen).toEqual(made)
  })

  it('refuses a cursor of another list with 400', async ({ expect }) => {
    const company = await aCompany()
    for (const cursor of ['nonsense', btoa('1:bag_01jd3v6q9m2ae4x8r7t5y0b1cz')]) {
      const { status, body } = await company.get(`/shipments?cursor=${cursor}`)
      expect([status, body.code]).toEqual([400, 'malformed_request'])
    }
  })

  it('takes its steps, and repeating the last one writes nothing', async ({ expect }) => {
    const company = await aCompany()
    const { id } = (await company.post('/shipments', aParcel())).body
    const step = { to: 'received', airport: 'MAD', note: 'At the counter' }
    expect((await company.post(`/shipments/${id}/transitions`, step)).body.status).toBe('received')
    expect((await company.post(`/shipments/${id}/transitions`, step)).body.version).toBe(2)
    const { body } = await company.get(`/shipments/${id}/events`)
    expect(body.data.map((line: { status: string }) => line.status)).toEqual(['created', 'received'])
    expect(body.data[1]).toMatchObject({ airport: 'MAD', code: 'RCS', note: 'At the counter', source: 'api' })
  })

  it('is refused a step that its state does not allow, with those that it does', async ({ expect }) => {
    const company = await aCompany()
    const { id } = (await company.post('/shipments', aParcel())).body
    const { status, body } = await company.post(`/shipments/${id}/transitions`, { to: 'delivered' })
    expect([status, body.code, body.allowed]).toEqual([409, 'invalid_transition', ['received', 'cancelled']])
  })

  it('is delivered once by a hundred who try at the same time', async ({ expect }) => {
    const company = await aCompany()
    const { id } = (await company.post('/shipments', aParcel())).body
    await company.post(`/shipments/${id}/transitions`, { to: 'received' })
    await company.post(`/shipments/${id}/transitions`, { to: 'out_for_delivery' })
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) =>
        company.post(`/shipments/${id}/transitions`, { to: i % 2 ? 'delivered' : 'delivery_failed' }),
      ),
    )
    expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true)
    const { body } = await company.get(`/shipments/${id}/events`)
    expect(body.data).toHaveLength(4)
    expect((await company.get(`/shipments/${id}`)).body.version).toBe(4)
  })

  it('is cancelled by DELETE and keeps its timeline', async ({ expect }) => {
    const company = await aCompany()
    const { id } = (await company.post('/shipments', aParcel())).body
    expect((await company.delete(`/shipments/${id}`)).body.status).toBe('cancelled')
    expect((await company.delete(`/shipments/${id}`)).status).toBe(200)
    expect((await company.get(`/shipments/${id}/events`)).body.data).toHaveLength(2)
  })

  it('speaks version 2 with the same use cases', async ({ expect }) => {
    const company = await aCompany()
    const parcel = aParcel({ declared_value: { amount: 9900, currency: 'eur' } })
    const made = await call('POST', '/api/v2/shipments', { body: parcel, token: company.token })
    expect(made.headers.get('api-version')).toBe('2')
    expect(made.body.declared_value).toEqual({ amount: 9900, currency: 'EUR' })
    expect(made.body.tracking).toMatchObject({ status: 'pre_transit', substatus: 'created', label: 'Created' })
    const first = await company.get(`/shipments/${made.body.id}`)
    expect(first.body).toMatchObject({ status: 'created', declared_amount: 9900, declared_currency: 'EUR' })
    const list = await call('GET', '/api/v2/shipments', { token: company.token })
    expect(list.body).toMatchObject({ items: [{ id: made.body.id }], page: { next: null, has_more: false } })
  })
})

it('shows the timeline within a shipment of version 2, under a tag that changes with it', async ({ expect }) => {
  const company = await aCompany()
  const { id } = (await company.post('/shipments', aParcel())).body
  const read = (headers = {}) => call('GET', `/api/v2/shipments/${id}`, { token: company.token, headers })
  const before = await read()
  expect(before.body.tracking.events).toMatchObject([{ status: 'pre_transit', substatus: 'created', label: 'Created' }])

  await company.post(`/shipments/${id}/transitions`, { to: 'received', note: 'wet on one side' })
  const after = await read({ 'if-none-match': before.headers.get('etag') ?? '' })
  expect(after.status).toBe(200)
  expect(after.body.tracking.events).toMatchObject([{ substatus: 'created' }, { substatus: 'received', code: 'RCS' }])
  expect((await read({ 'if-none-match': after.headers.get('etag') ?? '' })).status).toBe(304)
})

describe('another tenant', () => {
  it('gets 404 for every id, in path and body, and sees nothing in lists', async ({ expect }) => {
    const a = await aCompany()
    const b = await aCompany()
    const shipment = (await a.post('/shipments', aParcel())).body
    const bag = (await a.post('/bags', { bag_number: 'A-1', origin: 'MAD', destination: 'EZE' })).body
    const mine = (await b.post('/bags', { bag_number: 'A-1', origin: 'MAD', destination: 'EZE' })).body
    const answers = await Promise.all([
      b.get(`/shipments/${shipment.id}`),
      b.get(`/shipments/${shipment.id}/events`),
      b.delete(`/shipments/${shipment.id}`),
      b.post(`/shipments/${shipment.id}/transitions`, { to: 'received' }),
      b.post(`/shipments/${shipment.id}/assign`, { bag_id: bag.id }),
      b.get(`/bags/${bag.id}`),
      b.get(`/bags/${bag.id}/shipments`),
      b.post(`/bags/${bag.id}/transitions`, { to: 'cancelled' }),
    ])
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404))
    const put = await b.post(`/bags/${mine.id}/shipments`, { shipment_ids: [shipment.id] })
    expect([put.status, put.body.errors[0].pointer]).toEqual([422, '/shipment_ids/0'])
    expect((await b.get('/shipments')).body.data).toEqual([])
    expect((await b.get(`/shipments?bag_id=${bag.id}`)).body.data).toEqual([])
    expect((await a.get(`/shipments/${shipment.id}`)).body.status).toBe('created')
  })
})

describe('public tracking', () => {
  it('tells no names, phones or streets', async ({ expect }) => {
    const company = await aCompany()
    const parcel = aParcel({ sender: { name: 'Xenia Secretperson', phone: '+34 600 123 456' } })
    const { body } = await company.post('/shipments', parcel)
    for (const path of [
      `/api/v1/track/${body.tracking_id}`,
      `/api/v2/track/${body.tracking_id}`,
      `/t/${body.tracking_id}`,
    ]) {
      const { status, text } = await call('GET', path)
      expect(status).toBe(200)
      expect(text).not.toMatch(/Xenia|Beto|Florida|600123456|people\.example/)
    }
  })

  it('answers a wrong check character like an unknown id', async ({ expect }) => {
    const company = await aCompany()
    const { tracking_id: id } = (await company.post('/shipments', aParcel())).body
    const wrong = id.slice(0, -1) + (id.endsWith('0') ? '1' : '0')
    expect((await call('GET', `/api/v1/track/${wrong}`)).status).toBe(404)
    expect((await call('GET', `/t/${wrong}`)).status).toBe(404)
  })
})

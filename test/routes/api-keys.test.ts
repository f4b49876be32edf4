import { env, exports } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import { type Answer, aCompany, aParcel, type Company, call } from '../harness/wire.ts'

const PERMISSIONS = ['shipments:read', 'shipments:write']

async function onPlan(plan = 'scale'): Promise<Company> {
  const company = await aCompany()
  await env.DIRECTORY_DB.prepare('UPDATE tenants SET plan = ? WHERE id = ?').bind(plan, company.tenantId).run()
  return company
}

const make = (company: Company, change: object = {}, headers?: Readonly<Record<string, string>>): Promise<Answer> =>
  company.post('/api-keys', { name: 'Web shop', permissions: PERMISSIONS, ...change }, headers)

async function openSocket(token: string): Promise<WebSocket> {
  const { webSocket } = await exports.default.fetch(
    new Request('https://aircourier.test/ws/notifications', {
      headers: { upgrade: 'websocket', authorization: `Bearer ${token}` },
    }),
  )
  if (!webSocket) throw new Error('no socket was opened')
  webSocket.accept()
  return webSocket
}

const rowOf = (id: string) =>
  env.DIRECTORY_DB.prepare('SELECT * FROM api_keys WHERE id = ?').bind(id).first<Record<string, unknown>>()

describe('an API key', () => {
  it('is shown once; what is stored is its hash and its first characters', async ({ expect }) => {
    const company = await onPlan()
    const made = await make(company)
    expect([made.status, made.headers.get('cache-control')]).toEqual([201, 'no-store'])
    expect(made.body.key).toMatch(/^ack_live_[\w-]{43}$/)
    expect(made.body).toMatchObject({
      id: expect.stringMatching(/^key_/),
      name: 'Web shop',
      prefix: made.body.key.slice(0, 15),
      permissions: PERMISSIONS,
      created_by: company.userId,
      expires_at: null,
      last_used_at: null,
    })
    expect(JSON.stringify(await rowOf(made.body.id))).not.toContain(made.body.key)
    const { body: list } = await company.get('/api-keys')
    const { key: _key, ...shown } = made.body
    expect(list.data).toEqual([shown])
  })

  it('works wherever its permissions reach, and writes under its own name', async ({ expect }) => {
    const company = await onPlan()
    const { body: made } = await make(company)
    const parcel = await call('POST', '/api/v1/shipments', { body: aParcel(), token: made.key })
    expect(parcel.status).toBe(201)
    expect((await call('GET', `/api/v2/shipments/${parcel.body.id}`, { token: made.key })).status).toBe(200)
    expect((await call('GET', '/api/v1/bags', { token: made.key })).status).toBe(403)
    const { body: log } = await company.get(`/audit-log?actor=${made.id}`)
    expect(log.data[0]).toMatchObject({ actor: made.id, subject_id: parcel.body.id })
  })

  it('repeats nothing: the same Idempotency-Key gives the same parcel, and another key’s is another', async ({
    expect,
  }) => {
    const company = await onPlan()
    const [one, two] = [(await make(company)).body, (await make(company)).body]
    const parcel = aParcel()
    const announce = (token: string) =>
      call('POST', '/api/v1/shipments', { body: parcel, token, headers: { 'idempotency-key': 'same' } })
    const [first, again, other] = [await announce(one.key), await announce(one.key), await announce(two.key)]
    expect(again.body.id).toBe(first.body.id)
    expect(other.body.id).not.toBe(first.body.id)
  })

  it.for([
    ['GET', '/auth/me', undefined],
    ['PATCH', '/auth/me', { name: 'Key' }],
    ['GET', '/auth/sessions', undefined],
    ['POST', '/auth/change-password', { current_password: 'correct horse battery', new_password: 'x'.repeat(20) }],
    ['GET', '/users', undefined],
    ['POST', '/users', { email: 'eve@couriers.example', role: 'admin' }],
    ['PATCH', '/tenant', { name: 'Key' }],
    ['GET', '/api-keys', undefined],
    ['POST', '/api-keys', { name: 'Another', permissions: PERMISSIONS }],
    ['DELETE', '/api-keys/key_01jd3v6q9m2ae4x8r7t5y0b1cz', undefined],
    ['POST', '/tenant/domains', { host: 'track.couriers.com' }],
  ] as const)('cannot manage users, keys or the company: %s %s', async ([method, path, body], { expect }) => {
    const { body: made } = await make(await onPlan())
    const { status, body: refused } = await call(method, `/api/v1${path}`, { body, token: made.key })
    expect([status, refused.code]).toEqual([403, 'forbidden'])
  })

  it.for([
    ['ack_live_', 401],
    [`ack_live_${'A'.repeat(43)}`, 401],
  ] as const)('is not %s', async ([key, status], { expect }) => {
    expect((await call('GET', '/api/v1/shipments', { token: key })).status).toBe(status)
  })

  it('of one company finds nothing of another', async ({ expect }) => {
    const [mine, theirs] = [await onPlan(), await onPlan()]
    const { body: made } = await make(mine)
    const parcel = (await theirs.post('/shipments', aParcel())).body
    expect((await call('GET', `/api/v1/shipments/${parcel.id}`, { token: made.key })).status).toBe(404)
    expect((await theirs.delete(`/api-keys/${made.id}`)).status).toBe(404)
    expect((await theirs.get('/api-keys')).body.data).toEqual([])
  })

  it('opens a socket of the company’s events, which deleting it cuts', async ({ expect }) => {
    const company = await onPlan()
    const silent = (await make(company)).body
    const { body: made } = await make(company, { permissions: ['notifications:read'] })
    const socket = await openSocket(made.key)
    const closed = new Promise<number>((resolve) => socket.addEventListener('close', ({ code }) => resolve(code)))
    const refused = await openSocket(silent.key)
    const forbidden = new Promise<number>((resolve) => refused.addEventListener('close', ({ code }) => resolve(code)))
    expect(await forbidden).toBe(4403)

    expect((await company.delete(`/api-keys/${made.id}`)).body.id).toBe(made.id)
    expect(await closed).toBe(4401)
    expect((await company.delete(`/api-keys/${made.id}`)).status).toBe(404)
  })

  it('tells when it was used, to the minute', async ({ expect }) => {
    const company = await onPlan()
    const { body: made } = await make(company)
    const before = Date.now()
    await call('GET', '/api/v1/shipments', { token: made.key })
    await expect.poll(async () => Number((await rowOf(made.id))?.last_used_at)).toBeGreaterThanOrEqual(before)
    const used = (await rowOf(made.id))?.last_used_at
    await call('GET', '/api/v1/shipments', { token: made.key })
    expect((await rowOf(made.id))?.last_used_at).toBe(used)
  })
})

describe('making an API key', () => {
  it.for(['starter', 'growth'])(
    'is refused on the %s plan, and a key of better days stops',
    async (plan, { expect }) => {
      const company = await onPlan('enterprise')
      const { body: made } = await make(company)
      const poor = await onPlan(plan)
      expect([(await make(poor)).status, (await make(poor)).body.code]).toEqual([403, 'forbidden'])
      // As it is after a change of plan, in an isolate that has not seen the company within the minute.
      await env.DIRECTORY_DB.prepare('UPDATE api_keys SET tenant_id = ?, created_by = ? WHERE id = ?')
        .bind(poor.tenantId, poor.userId, made.id)
        .run()
      expect((await call('GET', '/api/v1/shipments', { token: made.key })).status).toBe(403)
    },
  )

  it.for([
    ['a permission that no key can hold', { permissions: ['shipments:read', 'users:write'] }, '/permissions/1'],
    ['a permission that nobody knows', { permissions: ['shipments:everything'] }, '/permissions/0'],
    ['no permission', { permissions: [] }, '/permissions'],
    ['an end that lies behind', { expires_at: '2020-01-01T00:00:00Z' }, '/expires_at'],
    ['no name', { name: ' ' }, '/name'],
    ['a field nobody knows', { tenant_id: 'ten_x' }, '/tenant_id'],
  ] as const)('is refused with %s', async ([, change, pointer], { expect }) => {
    const { status, body } = await make(await onPlan(), change)
    expect([status, body.errors.map((error: { pointer: string }) => error.pointer)]).toEqual([422, [pointer]])
  })

  it('gives the same key again to whoever lost the answer, of which no copy lies open', async ({ expect }) => {
    const company = await onPlan()
    const first = await make(company, {}, { 'idempotency-key': 'k-1' })
    const again = await make(company, {}, { 'idempotency-key': 'k-1' })
    expect([again.text, again.headers.get('idempotency-replayed')]).toEqual([first.text, 'true'])
    expect((await company.get('/api-keys')).body.data).toHaveLength(1)
    const kept = await env.DIRECTORY_DB.prepare('SELECT response_body FROM idempotency_keys WHERE tenant_id = ?')
      .bind(company.tenantId)
      .all<{ response_body: string }>()
    expect(kept.results).toHaveLength(1)
    expect(kept.results[0]?.response_body).not.toContain(first.body.key)
    expect(kept.results[0]?.response_body).toMatch(/^ey/)
    const other = await make(company, { name: 'Other' }, { 'idempotency-key': 'k-1' })
    expect([other.status, other.body.code]).toEqual([409, 'idempotency_conflict'])
  })

  it('is written into the audit log, without the key', async ({ expect }) => {
    const company = await onPlan()
    const { body: made } = await make(company)
    await company.delete(`/api-keys/${made.id}`)
    const { body: log, text } = await company.get(`/audit-log?subject=${made.id}`)
    expect(log.data.map((entry: { action: string }) => entry.action)).toEqual(['api_key.deleted', 'api_key.created'])
    expect(text).not.toContain(made.key)
  })
})

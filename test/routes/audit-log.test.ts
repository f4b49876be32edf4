import { env } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import { ids } from '../../src/core/ids.ts'
import { aCompany, aParcel, type Company, call } from '../harness/wire.ts'

interface Entry {
  readonly id: string
  readonly actor: string
  readonly action: string
  readonly subject_id: string
  readonly created_at: string
}

/** A company whose log has lines in both databases, one after the other. */
async function aBusyCompany(): Promise<Company> {
  const company = await aCompany()
  for (let n = 0; n < 3; n++) {
    const { body: domain } = await company.post('/tenant/domains', { host: `t${n}.${crypto.randomUUID()}.com` })
    await company.delete(`/tenant/domains/${domain.id}`)
    await company.post('/shipments', aParcel())
  }
  return company
}

const actions = (entries: readonly Entry[]) => entries.map(({ action }) => action)

describe('the audit log', () => {
  it('tells what happened to accounts and to parcels in one order, newest first', async ({ expect }) => {
    const company = await aBusyCompany()
    const { status, body } = await company.get('/audit-log?limit=100')

    expect([status, body.has_more]).toEqual([200, false])
    const round = ['shipment.created', 'domain.removed', 'domain.claimed']
    expect(actions(body.data)).toEqual([...round, ...round, ...round, 'tenant.registered'])
    const sorted = body.data.map(({ id }: Entry) => id)
    expect(sorted).toEqual([...sorted].sort().reverse())
    expect(body.data[0]).toEqual({
      id: expect.stringMatching(/^aud_/),
      actor: company.userId,
      action: 'shipment.created',
      subject_type: 'shipment',
      subject_id: expect.stringMatching(/^shp_/),
      changes: expect.any(Object),
      address: '127.0.0.1',
      created_at: expect.stringMatching(/Z$/),
    })
  })

  it.for([1, 2, 3, 4])('gives each line once in pages of %i, in both versions', async (limit, { expect }) => {
    const company = await aBusyCompany()
    const all = (await company.get('/audit-log?limit=100')).body.data
    const paged: Entry[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const { body } = await company.get(`/audit-log?limit=${limit}${cursor && `&cursor=${cursor}`}`)
      paged.push(...body.data)
      cursor = body.next_cursor
    }
    expect(paged).toEqual(all)
    const v2 = await call('GET', `/api/v2/audit-log?limit=${limit}`, { token: company.token })
    expect([v2.body.items, v2.body.page.has_more]).toEqual([all.slice(0, limit), true])
  })

  it('is filtered by who, what, on what and when', async ({ expect }) => {
    const company = await aBusyCompany()
    // A span of time is a range of ids, whose clock may be a millisecond off the line's own.
    await new Promise((resolve) => setTimeout(resolve, 10))
    const middle = new Date().toISOString()
    await new Promise((resolve) => setTimeout(resolve, 10))
    await company.post('/shipments', aParcel())
    const all: Entry[] = (await company.get('/audit-log?limit=100')).body.data
    const get = async (query: string): Promise<Entry[]> =>
      (await company.get(`/audit-log?limit=100&${query}`)).body.data

    expect(await get(`actor=${company.userId}`)).toEqual(all)
    expect(await get('actor=usr_nobody')).toEqual([])
    expect(actions(await get('action=domain.claimed'))).toEqual(Array(3).fill('domain.claimed'))
    const subject = all[2]?.subject_id ?? ''
    expect(actions(await get(`subject=${subject}`))).toEqual(['domain.removed', 'domain.claimed'])
    const since = await get(`created_from=${middle}`)
    const before = await get(`created_to=${middle}`)
    expect([...since, ...before]).toEqual(all)
    expect(since).toHaveLength(1)
    for (const { created_at } of since) expect(created_at >= middle).toBe(true)
    for (const { created_at } of before) expect(created_at < middle).toBe(true)
  })

  it.for([
    ['cursor=shp', 400],
    ['limit=0', 422],
    ['created_from=yesterday', 422],
    ['who=me', 422],
  ] as const)('refuses %s with %i', async ([query, status], { expect }) => {
    expect((await (await aCompany()).get(`/audit-log?${query}`)).status).toBe(status)
  })

  it('is one company’s own, and for those who may read it', async ({ expect }) => {
    const [mine, theirs] = [await aBusyCompany(), await aCompany()]
    expect(actions((await theirs.get('/audit-log')).body.data)).toEqual(['tenant.registered'])
    await env.DIRECTORY_DB.prepare("UPDATE users SET role = 'operator' WHERE id = ?").bind(mine.userId).run()
    const { results } = await env.DIRECTORY_DB.prepare('SELECT email FROM users WHERE id = ?')
      .bind(mine.userId)
      .all<{ email: string }>()
    const { body } = await call('POST', '/api/v1/auth/login', {
      body: { email: results[0]?.email, password: 'correct horse battery' },
    })
    expect((await call('GET', '/api/v1/audit-log', { token: body.access_token })).status).toBe(403)
  })

  it('is only added to: no route changes it, and neither database lets anyone', async ({ expect }) => {
    const company = await aCompany()
    const { body } = await company.get('/audit-log')
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      expect((await call(method, '/api/v1/audit-log', { token: company.token })).status).toBe(405)
      expect((await call(method, `/api/v1/audit-log/${body.data[0].id}`, { token: company.token })).status).toBe(404)
    }
    const row = [company.tenantId, ids.make('aud'), 'x', 'x', 'x', 'x', '{}', 1] as const
    for (const db of [env.DIRECTORY_DB, env.TENANT_DB_0, env.TENANT_DB_1]) {
      const insert =
        'INSERT INTO audit_log (tenant_id, id, actor, action, subject_type, subject_id, changes, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)'
      await db
        .prepare(insert)
        .bind(...row)
        .run()
      await expect(db.prepare("UPDATE audit_log SET actor = 'y'").run()).rejects.toThrow('append-only')
      await expect(db.prepare('DELETE FROM audit_log').run()).rejects.toThrow('append-only')
    }
  })
})

import { env } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import { createDeviceDirectory } from '../../src/adapters/db/repositories/device-repository.ts'
import { openDirectoryDatabase } from '../../src/core/database.ts'
import { MOST_DEVICES } from '../../src/domain/notifications/devices.ts'
import { aPerson } from '../harness/people.ts'
import { type Answer, aCompany, type Company, call } from '../harness/wire.ts'

const aToken = () => `fcm:${crypto.randomUUID()}`

const add = (who: Pick<Company, 'post'>, token = aToken(), platform = 'android', headers = {}): Promise<Answer> =>
  who.post('/notifications/devices', { token, platform }, headers)

const devicesOf = async (who: Pick<Company, 'get'>) =>
  (await who.get('/notifications/devices')).body.data as readonly { id: string; platform: string }[]

const directoryOf = (tenantId: string) => createDeviceDirectory(openDirectoryDatabase(env.DIRECTORY_DB), tenantId)

/** Where messages to this user go. */
const reached = async (who: { userId: string }, { tenantId }: Pick<Company, 'tenantId'>) =>
  (await directoryOf(tenantId).ofUsers([who.userId])).map((device) => device.token)

const rowsOf = async (token: string) =>
  (await env.DIRECTORY_DB.prepare('SELECT * FROM devices WHERE token = ?').bind(token).all()).results

async function signInAgain(company: Company, password = 'correct horse battery') {
  const { email } = (await company.get('/auth/me')).body
  const { body } = await call('POST', '/api/v1/auth/login', { body: { email, password } })
  const token: string = body.access_token
  return {
    token,
    refresh: String(body.refresh_token),
    post: (path: string, sent: unknown) => call('POST', `/api/v1${path}`, { body: sent, token }),
  }
}

/** On the other shard than this one. */
async function elsewhere(company: Company): Promise<Company> {
  const shardOf = ({ tenantId }: Company) =>
    env.DIRECTORY_DB.prepare('SELECT shard FROM tenants WHERE id = ?').bind(tenantId).first<number>('shard')
  const other = await aCompany('Elsewhere')
  const shard = 1 - Number(await shardOf(company))
  await env.DIRECTORY_DB.prepare('UPDATE tenants SET shard = ? WHERE id = ?').bind(shard, other.tenantId).run()
  return other
}

describe('a device', () => {
  it('is registered, listed and never shown with its token', async ({ expect }) => {
    const company = await aCompany()
    const token = aToken()
    const made = await add(company, token, 'ios')
    expect(made.status).toBe(201)
    expect(made.body).toEqual({
      id: expect.stringMatching(/^dev_[0-9a-z]{26}$/),
      platform: 'ios',
      created_at: expect.stringMatching(/Z$/),
      last_seen_at: made.body.created_at,
    })
    const listed = await company.get('/notifications/devices')
    expect(listed.body).toEqual({ data: [made.body], has_more: false, next_cursor: null })
    const v2 = await call('GET', '/api/v2/notifications/devices', { token: company.token })
    expect(v2.body).toEqual({ items: [made.body], page: { next: null, has_more: false } })
    expect(made.text + listed.text + (await company.get('/audit-log')).text).not.toContain(token)
    expect(await reached(company, company)).toEqual([token])
  })

  it('that is registered again is the same one, seen later', async ({ expect }) => {
    const company = await aCompany()
    const token = aToken()
    const first = await add(company, token)
    await env.DIRECTORY_DB.prepare('UPDATE devices SET last_seen_at = 5, created_at = 5 WHERE token = ?')
      .bind(token)
      .run()
    const again = await add(company, token, 'web')
    expect([again.status, again.body.id, again.body.platform]).toEqual([201, first.body.id, 'web'])
    expect(again.body.created_at).toBe('1970-01-01T00:00:00.005Z')
    expect(await rowsOf(token)).toMatchObject([{ id: first.body.id, platform: 'web', created_at: 5 }])
    expect(Number((await rowsOf(token))[0]?.last_seen_at)).toBeGreaterThan(5)
    const { body: log } = await company.get('/audit-log')
    expect(log.data.filter((line: { action: string }) => line.action.startsWith('device.'))).toHaveLength(1)
  })

  it('that is registered several times at once is one, and each answer names it', async ({ expect }) => {
    const company = await aCompany()
    const token = aToken()
    const answers = await Promise.all(Array.from({ length: 6 }, () => add(company, token)))
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(201))
    const rows = await rowsOf(token)
    expect(rows).toHaveLength(1)
    expect(new Set(answers.map(({ body }) => body.id))).toEqual(new Set([rows[0]?.id]))
  })

  it('is registered once under an Idempotency-Key, and answers the same for it', async ({ expect }) => {
    const company = await aCompany()
    const token = aToken()
    const first = await add(company, token, 'android', { 'idempotency-key': 'start' })
    const again = await add(company, token, 'android', { 'idempotency-key': 'start' })
    expect([again.text, again.headers.get('idempotency-replayed')]).toEqual([first.text, 'true'])
    expect((await add(company, aToken(), 'android', { 'idempotency-key': 'start' })).status).toBe(409)
  })

  it('belongs to whoever of a company registered it last', async ({ expect }) => {
    const company = await aCompany()
    const [ana, beto] = [await aPerson(company, 'courier'), await aPerson(company, 'customer')]
    const token = aToken()
    const hers = await add(ana, token)
    const his = await add(beto, token)
    expect([his.status, his.body.id === hers.body.id]).toEqual([201, false])
    expect([await reached(ana, company), await reached(beto, company)]).toEqual([[], [token]])
    expect([await devicesOf(ana), (await devicesOf(beto)).length]).toEqual([[], 1])
    expect((await ana.delete(`/notifications/devices/${hers.body.id}`)).status).toBe(404)
    expect((await ana.delete(`/notifications/devices/${his.body.id}`)).status).toBe(404)
    expect(await reached(beto, company)).toEqual([token])
  })

  it('moves to another company on another shard, where nothing tells that it was known', async ({ expect }) => {
    const company = await aCompany()
    const other = await elsewhere(company)
    const token = aToken()
    const before = await add(company, token)
    const unknown = await add(other, aToken())
    const moved = await add(other, token)
    expect([moved.status, Object.keys(moved.body)]).toEqual([201, Object.keys(unknown.body)])
    expect(moved.body.id).not.toBe(before.body.id)
    expect(moved.body.created_at >= before.body.created_at).toBe(true)
    expect([await reached(company, company), await devicesOf(company)]).toEqual([[], []])
    expect(await reached(other, other)).toContain(token)
    expect(await rowsOf(token)).toHaveLength(1)
    // And back again.
    expect((await add(company, token)).status).toBe(201)
    expect([await reached(company, company), (await reached(other, other)).includes(token)]).toEqual([[token], false])
  })

  it('that two register at once is one’s alone', async ({ expect }) => {
    const company = await aCompany()
    const other = await elsewhere(company)
    const token = aToken()
    const answers = await Promise.all([company, other, company, other, company].map((who) => add(who, token)))
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(201))
    expect(await rowsOf(token)).toHaveLength(1)
    const all = [...(await reached(company, company)), ...(await reached(other, other))]
    expect(all).toEqual([token])
  })

  it('is removed by its user, once', async ({ expect }) => {
    const company = await aCompany()
    const { body } = await add(company)
    expect((await company.delete(`/notifications/devices/${body.id}`)).status).toBe(200)
    expect((await company.delete(`/notifications/devices/${body.id}`)).status).toBe(404)
    expect(await reached(company, company)).toEqual([])
    expect((await company.delete('/notifications/devices/none')).status).toBe(404)
  })

  it(`that is one of more than ${MOST_DEVICES} takes the place of the one seen longest ago`, async ({ expect }) => {
    const company = await aCompany()
    const made: string[] = []
    for (let n = 0; n < MOST_DEVICES; n++) made.push((await add(company)).body.id)
    await env.DIRECTORY_DB.prepare('UPDATE devices SET last_seen_at = 7 WHERE tenant_id = ? AND id = ?')
      .bind(company.tenantId, made[3])
      .run()
    const last = await add(company)
    const left = (await devicesOf(company)).map(({ id }) => id)
    expect(left.sort()).toEqual([...made.filter((id) => id !== made[3]), last.body.id].sort())
  })

  it('is a person’s: an API key has none', async ({ expect }) => {
    const company = await aCompany()
    await env.DIRECTORY_DB.prepare("UPDATE tenants SET plan = 'scale' WHERE id = ?").bind(company.tenantId).run()
    const { body } = await company.post('/api-keys', { name: 'ERP', permissions: ['notifications:read'] })
    const sent = { token: aToken(), platform: 'web' }
    expect((await call('POST', '/api/v1/notifications/devices', { token: body.key, body: sent })).status).toBe(403)
  })

  it.for([
    [{ platform: 'ios' }, '/token'],
    [{ token: 'short', platform: 'ios' }, '/token'],
    [{ token: 'a'.repeat(4_097), platform: 'ios' }, '/token'],
    [{ token: 'with a space in it, and long', platform: 'ios' }, '/token'],
    [{ token: 'with-a-line\r\nbreak-in-it', platform: 'ios' }, '/token'],
    [{ token: 'ключ-ключ-ключ-ключ-ключ', platform: 'ios' }, '/token'],
    [{ token: 'good-enough-for-anybody', platform: 'blackberry' }, '/platform'],
    [{ token: 'good-enough-for-anybody', platform: 'ios', user_id: 'usr_other' }, '/user_id'],
  ])('%j is refused at %s', async ([sent, pointer], { expect }) => {
    const company = await aCompany()
    const { status, body } = await company.post('/notifications/devices', sent)
    expect([status, body.errors?.[0]?.pointer]).toEqual([422, pointer])
  })
})

describe('nothing more is sent to the devices', () => {
  it('of a sign-in that ended, whose token registers none either', async ({ expect }) => {
    const company = await aCompany()
    const [kept, ended] = [await signInAgain(company), await signInAgain(company)]
    const [one, other] = [aToken(), aToken()]
    await add(kept, one)
    await add(ended, other)
    await call('POST', '/api/v1/auth/logout', { body: { refresh_token: ended.refresh } })
    expect(await reached(company, company)).toEqual([one])
    const late = await add(ended, other)
    expect([late.status, late.body.code]).toEqual([401, 'unauthenticated'])
    expect(await reached(company, company)).toEqual([one])
  })

  it('of a sign-in that was taken away', async ({ expect }) => {
    const company = await aCompany()
    const phone = await signInAgain(company)
    await add(phone)
    const { body } = await call('GET', '/api/v1/auth/sessions', { token: phone.token })
    const own = body.data.find((session: { current: boolean }) => session.current)
    expect((await company.delete(`/auth/sessions/${own.id}`)).status).toBe(200)
    expect(await reached(company, company)).toEqual([])
  })

  it('but to those of a sign-in that only renewed its tokens', async ({ expect }) => {
    const company = await aCompany()
    const phone = await signInAgain(company)
    const token = aToken()
    await add(phone, token)
    const renewed = await call('POST', '/api/v1/auth/refresh', { body: { refresh_token: phone.refresh } })
    expect(renewed.status).toBe(200)
    expect(await reached(company, company)).toEqual([token])
    await call('POST', '/api/v1/auth/logout', { body: { refresh_token: renewed.body.refresh_token } })
    expect(await reached(company, company)).toEqual([])
  })

  it('of other sign-ins once the password is changed, also of those long expired', async ({ expect }) => {
    const company = await aCompany()
    const [phone, thief, expired] = [await signInAgain(company), await signInAgain(company), await signInAgain(company)]
    const token = aToken()
    await add(phone, token)
    await add(thief)
    await add(expired)
    const { body } = await call('GET', '/api/v1/auth/sessions', { token: expired.token })
    const gone = body.data.find((session: { current: boolean }) => session.current)
    // As retention leaves it.
    await env.DIRECTORY_DB.prepare('DELETE FROM sessions WHERE family_id = ?').bind(gone.id).run()
    expect(await reached(company, company)).toHaveLength(3)
    const changed = await phone.post('/auth/change-password', {
      current_password: 'correct horse battery',
      new_password: 'another horse battery',
    })
    expect(changed.status).toBe(200)
    expect(await reached(company, company)).toEqual([token])
  })

  it('of a user who is deactivated, or has another role', async ({ expect }) => {
    const company = await aCompany()
    const [ana, beto] = [await aPerson(company, 'operator'), await aPerson(company, 'operator')]
    await add(ana)
    await add(beto)
    expect((await company.delete(`/users/${ana.userId}`)).status).toBe(200)
    expect(
      (await call('PATCH', `/api/v1/users/${beto.userId}`, { token: company.token, body: { role: 'courier' } })).status,
    ).toBe(200)
    expect([await reached(ana, company), await reached(beto, company)]).toEqual([[], []])
    expect((await add(ana)).status).toBe(401)
    await call('PATCH', `/api/v1/users/${ana.userId}`, { token: company.token, body: { is_active: true } })
    expect(await reached(ana, company)).toEqual([])
  })

  it('that the provider calls gone, and to no other company’s', async ({ expect }) => {
    const [company, other] = [await aCompany(), await aCompany()]
    const [{ body: mine }, token] = [await add(company), aToken()]
    const { body: theirs } = await add(other, token)
    await directoryOf(company.tenantId).forget([mine.id, theirs.id])
    expect([await reached(company, company), await reached(other, other)]).toEqual([[], [token]])
    expect(await directoryOf(company.tenantId).ofUsers([other.userId])).toEqual([])
    await directoryOf(company.tenantId).forget([])
  })
})

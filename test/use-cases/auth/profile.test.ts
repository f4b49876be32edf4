import { describe, it } from 'vitest'
import { listSessions } from '../../../src/use-cases/auth/list-sessions.ts'
import { login } from '../../../src/use-cases/auth/login.ts'
import { refreshToken } from '../../../src/use-cases/auth/refresh-token.ts'
import { register } from '../../../src/use-cases/auth/register.ts'
import { revokeSession } from '../../../src/use-cases/auth/revoke-session.ts'
import { updateMe } from '../../../src/use-cases/auth/update-me.ts'
import { asUser, openDirectory, refusalOf, rows, someone } from './directory.ts'

async function person() {
  const directory = openDirectory()
  const account = someone()
  const signedIn = await register(directory.ctx, account)
  return { ...directory, ...signedIn, account, ctx: asUser(directory.ctx, signedIn.user) }
}

const ALL = { limit: 100, after: null }

describe('one’s own sessions', () => {
  it('are the families that live, whatever was rotated, each with its beginning', async ({ expect }) => {
    const { ctx, user, tenant, tokens, account, time, meter } = await person()
    const began = time.now
    time.now += 60_000
    await login(ctx, account)
    time.now += 60_000
    await refreshToken(ctx, tokens)
    meter.trips = 0
    const { items } = await listSessions(ctx, tenant.id, ALL)

    expect(meter.trips).toBe(1)
    expect(items.map(({ startedAt, lastUsedAt }) => [startedAt - began, lastUsedAt - began])).toEqual([
      [0, 120_000],
      [60_000, 60_000],
    ])
    expect(new Set(items.map((item) => item.familyId)).size).toBe(2)
    expect(await rows('sessions', 'user_id', user.id)).toHaveLength(3)
  })

  it('come by pages and leave out those of others and those that have ended', async ({ expect }) => {
    const { ctx, tenant, account, time } = await person()
    await person()
    for (let i = 0; i < 2; i++) await login(ctx, account)
    const first = await listSessions(ctx, tenant.id, { limit: 2, after: null })
    const second = await listSessions(ctx, tenant.id, { limit: 2, after: first.next })
    expect([first.items.length, second.items.length, second.next]).toEqual([2, 1, null])
    time.now += 7 * 86_400_000
    expect((await listSessions(ctx, tenant.id, ALL)).items).toEqual([])
  })

  it('end one by one, with their sockets', async ({ expect }) => {
    const { ctx, tenant, tokens, account, ended } = await person()
    const there = await login(ctx, account)
    const { items } = await listSessions(ctx, tenant.id, ALL)
    const family = items[0]?.familyId ?? ''
    await revokeSession(ctx, tenant.id, family)

    expect(ended).toEqual([family])
    expect(await refusalOf(refreshToken(ctx, there.tokens))).toMatchObject({ code: 'unauthenticated' })
    expect(await refusalOf(refreshToken(ctx, tokens))).toBeNull()
    expect(await refusalOf(revokeSession(ctx, tenant.id, family))).toMatchObject({ code: 'not_found' })
    expect(await rows('audit_log', 'subject_id', family)).toMatchObject([
      { action: 'session.started' },
      { action: 'session.ended', changes: '{"reason":"revoked"}' },
    ])
  })

  it('are nobody else’s to end, not even a colleague’s', async ({ expect }) => {
    const mine = await person()
    const theirs = await person()
    const [family] = await rows('sessions', 'user_id', theirs.user.id)
    const end = revokeSession(mine.ctx, theirs.tenant.id, String(family?.id))
    expect(await refusalOf(end)).toMatchObject({ code: 'not_found' })
    expect(mine.ended).toEqual([])
    expect(await refusalOf(refreshToken(theirs.ctx, theirs.tokens))).toBeNull()
  })

  it('are not for API keys', async ({ expect }) => {
    const { ctx, tenant } = await person()
    const key = { ...ctx, actor: { kind: 'api_key', keyId: 'key_1', permissions: [] } as const }
    expect(await refusalOf(listSessions(key, tenant.id, ALL))).toMatchObject({ code: 'forbidden' })
    expect(await refusalOf(revokeSession(key, tenant.id, 'ses_1'))).toMatchObject({ code: 'forbidden' })
  })
})

describe('one’s own name', () => {
  it('changes, and the audit log does not hold it', async ({ expect }) => {
    const { ctx, user, tenant } = await person()
    expect(await updateMe(ctx, tenant.id, { name: 'Zoraida' })).toEqual({ ...user, name: 'Zoraida' })
    await updateMe(ctx, tenant.id, { name: 'Zoraida' })
    const lines = await rows('audit_log', 'subject_id', user.id)
    expect(lines).toMatchObject([{ action: 'user.renamed', changes: '{"fields":["name"]}' }])
    expect(await ctx.auth.findUser(tenant.id, user.id)).toMatchObject({ name: 'Zoraida' })
  })
})

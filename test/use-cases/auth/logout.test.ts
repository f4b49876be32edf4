import { describe, it } from 'vitest'
import { getMe } from '../../../src/use-cases/auth/get-me.ts'
import { login } from '../../../src/use-cases/auth/login.ts'
import { logout } from '../../../src/use-cases/auth/logout.ts'
import { refreshToken } from '../../../src/use-cases/auth/refresh-token.ts'
import { register } from '../../../src/use-cases/auth/register.ts'
import { openDirectory, refusalOf, rows, someone } from './directory.ts'

describe('signing out', () => {
  it('ends the sign-in of the token, cuts its sockets and leaves the others', async ({ expect }) => {
    const { ctx, ended } = openDirectory()
    const person = someone()
    const here = await register(ctx, person)
    const there = await login(ctx, person)
    const [family] = await rows('sessions', 'user_id', here.user.id)
    await logout(ctx, { refreshToken: here.tokens.refreshToken })

    expect(ended).toEqual([family?.family_id])
    expect(await refusalOf(refreshToken(ctx, here.tokens))).toMatchObject({ code: 'unauthenticated' })
    expect(await refreshToken(ctx, there.tokens)).toMatchObject({ expiresIn: 900 })
    expect(await rows('audit_log', 'subject_id', String(family?.family_id))).toMatchObject([
      { action: 'session.ended', actor: here.user.id, changes: '{"reason":"logout"}' },
    ])
  })

  it('ends it with a token that was rotated already', async ({ expect }) => {
    const { ctx } = openDirectory()
    const { tokens } = await register(ctx, someone())
    const next = await refreshToken(ctx, tokens)
    await logout(ctx, tokens)

    expect(await refusalOf(refreshToken(ctx, next))).toMatchObject({ code: 'unauthenticated' })
  })

  it('is fine with a second time and with a token that nobody made', async ({ expect }) => {
    const { ctx } = openDirectory()
    const { user, tokens } = await register(ctx, someone())
    await logout(ctx, tokens)
    await logout(ctx, tokens)
    await logout(ctx, { refreshToken: 'rt_made_up' })

    const lines = await rows('audit_log', 'tenant_id', user.tenantId)
    expect(lines.filter((line) => line.action === 'session.ended')).toHaveLength(1)
  })

  it('stands even when the hub cannot be reached', async ({ expect }) => {
    const { ctx, logged } = openDirectory()
    const { tokens } = await register(ctx, someone())
    const gone = () => Promise.reject(new Error('no hub'))
    const hubs = { tenant: () => ({ endSession: gone, endUser: gone }) }
    await logout({ ...ctx, hubs }, tokens)

    expect(await refusalOf(refreshToken(ctx, tokens))).toMatchObject({ code: 'unauthenticated' })
    expect(logged.join()).toContain('sockets_not_ended')
  })

  it('passes on a commit that fails for another reason', async ({ expect }) => {
    const { ctx } = openDirectory()
    const { tokens } = await register(ctx, someone())
    const commit = () => Promise.reject(new Error('the database is gone'))

    expect(String(await refusalOf(logout({ ...ctx, commit }, tokens)))).toContain('the database is gone')
  })
})

describe('asking who one is', () => {
  it('reads the user once', async ({ expect }) => {
    const { user } = await register(openDirectory().ctx, someone())
    const { ctx, meter } = openDirectory({
      actor: { kind: 'user', userId: user.id, role: user.role, sessionId: 'ses_any' },
    })

    expect(await getMe(ctx, user.tenantId)).toEqual(user)
    expect(meter.trips).toBe(1)
  })

  it('knows nobody of another company, nobody inactive and no API key', async ({ expect }) => {
    const { user } = await register(openDirectory().ctx, someone())
    const { tenant: other } = await register(openDirectory().ctx, someone())
    const { ctx } = openDirectory({
      actor: { kind: 'user', userId: user.id, role: user.role, sessionId: 'ses_any' },
    })
    const inactive = { ...ctx, auth: { ...ctx.auth, findUser: async () => ({ ...user, isActive: false }) } }
    const { ctx: byKey } = openDirectory({ actor: { kind: 'api_key', keyId: 'key_any', permissions: [] } })

    expect(await refusalOf(getMe(ctx, other.id))).toMatchObject({ code: 'unauthenticated' })
    expect(await refusalOf(getMe(inactive, user.tenantId))).toMatchObject({ code: 'unauthenticated' })
    expect(await refusalOf(getMe(byKey, user.tenantId))).toMatchObject({ code: 'forbidden' })
  })
})

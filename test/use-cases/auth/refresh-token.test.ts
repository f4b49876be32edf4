import { env } from 'cloudflare:workers'
import { randomBytes } from 'node:crypto'
import { describe, it } from 'vitest'
import { SessionMoved } from '../../../src/domain/auth/ports.ts'
import { ROTATION_GRACE_MS } from '../../../src/domain/auth/session.ts'
import { logout } from '../../../src/use-cases/auth/logout.ts'
import { refreshToken } from '../../../src/use-cases/auth/refresh-token.ts'
import { register } from '../../../src/use-cases/auth/register.ts'
import { mailsOf, openDirectory, refusalOf, rows, someone } from './directory.ts'

const DAY = 86_400_000

async function signedIn() {
  const directory = openDirectory()
  const { user, tenant, tokens } = await register(directory.ctx, someone())
  directory.meter.trips = 0
  const refresh = async (token: string) => (await refreshToken(directory.ctx, { refreshToken: token })).refreshToken
  const live = async () => (await rows('sessions', 'user_id', user.id)).filter((row) => row.revoked_at === null)
  const alarms = async () => (await mailsOf(user.id)).filter((mail) => mail.template === 'reuse_detected')
  return { ...directory, user, tenant, first: tokens.refreshToken, refresh, live, alarms }
}

const ended = { code: 'unauthenticated' }

describe('refreshing', () => {
  it('rotates the token in two round trips and stays in the family', async ({ expect }) => {
    const { ctx, meter, user, tenant, first, live } = await signedIn()
    await env.DIRECTORY_DB.prepare("UPDATE users SET role = 'courier' WHERE id = ?").bind(user.id).run()
    const pair = await refreshToken(ctx, { refreshToken: first })

    expect(meter.trips).toBe(2)
    expect(pair.refreshToken).toMatch(/^rt_[\w-]{43}$/)
    const [leaf, ...others] = await live()
    expect(others).toEqual([])
    expect(await ctx.jwt.verify(pair.accessToken, ctx.clock.now())).toEqual({
      userId: user.id,
      tenantId: tenant.id,
      role: 'courier',
      sessionId: leaf?.family_id,
      issuedAt: ctx.clock.now(),
    })
    expect(leaf?.id).not.toBe(leaf?.family_id)
  })

  it('gives the same token again when the answer was lost, and writes nothing for it', async ({ expect }) => {
    const { meter, time, first, refresh } = await signedIn()
    const second = await refresh(first)
    meter.rowsWritten = 0
    time.now += ROTATION_GRACE_MS

    expect(await refresh(first)).toBe(second)
    expect(meter.rowsWritten).toBe(0)
    expect(await refresh(second)).not.toBe(second)
  })

  it('gives two requests at once the same token', async ({ expect }) => {
    const { first, refresh, live } = await signedIn()
    const tokens = await Promise.all([refresh(first), refresh(first), refresh(first)])

    expect(new Set(tokens).size).toBe(1)
    expect(await live()).toHaveLength(1)
  })

  it.for([
    ['after the grace', ROTATION_GRACE_MS + 1, false],
    ['within the grace, when its successor was used', 0, true],
  ] as const)('ends the family when a token comes back %s', async ([, wait, successorUsed], { expect }) => {
    const { ctx, time, user, tenant, first, refresh, live, alarms, ended: cut } = await signedIn()
    const second = await refresh(first)
    const last = successorUsed ? await refresh(second) : second
    const family = String((await live())[0]?.family_id)
    time.now += wait

    expect(await refusalOf(refresh(first))).toMatchObject(ended)
    expect(await refusalOf(refresh(last))).toMatchObject(ended)
    expect(await live()).toEqual([])
    expect(cut).toEqual([family])
    expect(await alarms()).toEqual([{ template: 'reuse_detected', tenant_id: tenant.id, user_id: user.id }])
    expect(await rows('audit_log', 'subject_id', family)).toMatchObject([
      { tenant_id: tenant.id, actor: 'system:reuse_detection', action: 'session.reuse_detected' },
    ])
    expect(ctx.actor.kind).toBe('public')
  })

  it('tells of one reuse once, however often and at once the token comes back', async ({ expect }) => {
    const { first, refresh, alarms, ended: cut } = await signedIn()
    await refresh(await refresh(first))
    for (const error of await Promise.all([1, 2, 3].map(() => refusalOf(refresh(first))))) {
      expect(error).toMatchObject(ended)
    }

    expect(await alarms()).toHaveLength(1)
    expect(cut).toHaveLength(1)
  })

  it('refuses after a sign-out and raises no alarm, within the grace and after it', async ({ expect }) => {
    const { ctx, time, first, refresh, live, alarms } = await signedIn()
    const second = await refresh(first)
    await logout(ctx, { refreshToken: second })

    expect(await refusalOf(refresh(first))).toMatchObject(ended)
    expect(await refusalOf(refresh(second))).toMatchObject(ended)
    time.now += ROTATION_GRACE_MS + 1
    expect(await refusalOf(refresh(first))).toMatchObject(ended)
    expect([await live(), await alarms()]).toEqual([[], []])
  })

  it('refuses a token that nobody made', async ({ expect }) => {
    const { refresh } = await signedIn()
    expect(await refusalOf(refresh('rt_made_up'))).toMatchObject(ended)
  })

  it('lets a token live for seven days from its making', async ({ expect }) => {
    const { time, first, refresh } = await signedIn()
    time.now += 7 * DAY - 1
    const second = await refresh(first)
    time.now += 7 * DAY - 1
    const third = await refresh(second)
    time.now += 7 * DAY

    expect(await refusalOf(refresh(third))).toMatchObject(ended)
  })

  it.for([
    ['an inactive user', 'UPDATE users SET is_active = 0 WHERE tenant_id = ?', 'unauthenticated'],
    ['a suspended company', "UPDATE tenants SET status = 'suspended' WHERE id = ?", 'forbidden'],
  ] as const)(
    'refuses %s, whether the token is live or repeated, and rotates nothing',
    async ([, change, code], { expect }) => {
      const { tenant, first, refresh, live } = await signedIn()
      const second = await refresh(first)
      const before = await live()
      await env.DIRECTORY_DB.prepare(change).bind(tenant.id).run()

      expect(await refusalOf(refresh(first))).toMatchObject({ code })
      expect(await refusalOf(refresh(second))).toMatchObject({ code })
      expect(await live()).toEqual(before)
    },
  )

  it('cannot repeat an answer under other encryption keys, and leaves the family as it is', async ({ expect }) => {
    const { first, refresh, live, alarms } = await signedIn()
    const second = await refresh(first)
    const k = randomBytes(32).toString('base64url')
    const other = openDirectory({}, JSON.stringify({ keys: [{ kty: 'oct', kid: 'new', alg: 'A256GCM', k }] }))

    expect(await refusalOf(refreshToken(other.ctx, { refreshToken: first }))).toMatchObject(ended)
    expect([(await live()).length, await alarms()]).toEqual([1, []])
    await refreshToken(other.ctx, { refreshToken: second })
  })

  it('asks to come again when the session moves under it every time', async ({ expect }) => {
    const { ctx, first, live } = await signedIn()
    const commit = () => Promise.reject(new SessionMoved())

    expect(await refusalOf(refreshToken({ ...ctx, commit }, { refreshToken: first }))).toMatchObject({
      code: 'unavailable',
      retryAfterSeconds: 1,
    })
    expect(await live()).toHaveLength(1)
  })
})

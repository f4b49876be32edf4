import { env } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import { LOCKOUT_DELAYS } from '../../../src/domain/auth/lockout.ts'
import { changePassword } from '../../../src/use-cases/auth/change-password.ts'
import { login } from '../../../src/use-cases/auth/login.ts'
import { register } from '../../../src/use-cases/auth/register.ts'
import { type Directory, openDirectory, PASSWORD, refusalOf, rows, someone } from './directory.ts'

const MINUTE = 60_000
const WRONG = 'wrong horse battery'

/** A sign-in from an address of its own. */
async function attempt(time: number, email: string, password: string) {
  const { ctx, hashed, meter } = openDirectory({ clock: { now: () => time } })
  const refusal = await refusalOf(login(ctx, { email, password }))
  return { refusal: refusal as { code: string; retryAfterSeconds: number } | null, hashed, meter }
}

async function failures(count: number, time: number, email: string) {
  for (let tries = 0; tries < count; tries++) {
    const { refusal } = await attempt(time, email, WRONG)
    if (refusal?.code !== 'unauthenticated') throw new Error(`refused with ${refusal?.code} at try ${tries + 1}`)
  }
}

async function registered() {
  const person = someone()
  const directory = openDirectory()
  return { person, ...directory, ...(await register(directory.ctx, person)) }
}

describe('an account that somebody guesses at', () => {
  it('is blocked after the fifth failure for 1, 2, 4, 8 and 15 minutes, the right password too', async ({ expect }) => {
    const { person, time } = await registered()
    let now = time.now
    await failures(4, now, person.email)
    for (const minutes of [1, 2, 4, 8, 15, 15]) {
      await failures(1, now, person.email)
      const { refusal, hashed, meter } = await attempt(now, person.email, PASSWORD)
      expect(refusal).toMatchObject({ code: 'rate_limited', retryAfterSeconds: minutes * 60 })
      expect([hashed.times, meter.trips]).toEqual([0, 1])
      expect((await attempt(now + minutes * MINUTE - 1, person.email, PASSWORD)).refusal?.code).toBe('rate_limited')
      now += minutes * MINUTE
    }
    expect((await attempt(now, person.email, PASSWORD)).refusal).toBeNull()
  })

  it('is forgotten by a success', async ({ expect }) => {
    const { person, time } = await registered()
    await failures(4, time.now, person.email)
    expect((await attempt(time.now, person.email, PASSWORD)).refusal).toBeNull()
    await failures(4, time.now, person.email)
    expect((await attempt(time.now, person.email, PASSWORD)).refusal).toBeNull()
  })

  it('is forgiven one failure for each half hour without another', async ({ expect }) => {
    const { person, time } = await registered()
    await failures(4, time.now, person.email)
    const later = time.now + 60 * MINUTE
    await failures(3, later, person.email)
    expect((await attempt(later, person.email, PASSWORD)).refusal?.code).toBe('rate_limited')
  })

  it('is treated alike when there is none', async ({ expect }) => {
    const email = 'nobody-at-all@couriers.example'
    const { time } = openDirectory()
    await failures(5, time.now, email)
    const unknown = await attempt(time.now, email, WRONG)
    const { person } = await registered()
    await failures(5, time.now, person.email)
    const known = await attempt(time.now, person.email, WRONG)
    expect(String(unknown.refusal)).toBe(String(known.refusal))
    expect(unknown.refusal).toEqual(known.refusal)
    expect(unknown.meter.trips).toBe(known.meter.trips)
  })

  it('keeps no email and no address where somebody could read them', async ({ expect }) => {
    const { ctx } = openDirectory()
    await refusalOf(login(ctx, { email: 'ana@couriers.example', password: WRONG }))
    const { results } = await env.DIRECTORY_DB.prepare('SELECT * FROM sign_in_failures').all()
    expect(results.length).toBeGreaterThan(1)
    expect(JSON.stringify(results)).not.toMatch(/ana|couriers|2001/)
  })

  it('counts a wrong present password of whoever holds a token', async ({ expect }) => {
    const { ctx, user, person, time } = await registered()
    const actor = { kind: 'user', userId: user.id, role: user.role, sessionId: 'ses_any' } as const
    const guess = { currentPassword: WRONG, newPassword: 'another horse battery' }
    for (let tries = 0; tries < 5; tries++) {
      expect(await refusalOf(changePassword({ ...ctx, actor }, user.tenantId, guess))).toMatchObject({
        code: 'unprocessable',
        errors: [{ pointer: '/current_password' }],
      })
    }
    const right = { ...guess, currentPassword: PASSWORD }
    expect(await refusalOf(changePassword({ ...ctx, actor }, user.tenantId, right))).toMatchObject({
      code: 'rate_limited',
    })
    expect((await attempt(time.now, person.email, PASSWORD)).refusal?.code).toBe('rate_limited')
  })
})

describe('an address that guesses at many accounts', () => {
  const guess = (from: Directory, email: string, password = WRONG) => refusalOf(login(from.ctx, { email, password }))

  it('is blocked after five failures, whoever they were about, and a success does not clear it', async ({ expect }) => {
    const { person } = await registered()
    const from = openDirectory()
    for (let tries = 0; tries < 4; tries++) await guess(from, `spray${tries}@couriers.example`)
    expect(await guess(from, person.email, PASSWORD)).toBeNull()
    await guess(from, 'spray4@couriers.example')

    expect(await guess(from, person.email, PASSWORD)).toMatchObject({ code: 'rate_limited', retryAfterSeconds: 60 })
    expect(await guess(openDirectory(), person.email, PASSWORD)).toBeNull()
  })

  it('is its network when it is IPv6', async ({ expect }) => {
    const { person } = await registered()
    const at = (host: string) => openDirectory({ caller: { address: `2001:db8:ffff:1:${host}`, userAgent: null } })
    for (let tries = 0; tries < 5; tries++) await guess(at(`0:0:0:${tries}`), `spray6${tries}@couriers.example`)
    expect(await guess(at(':9'), person.email, PASSWORD)).toMatchObject({ code: 'rate_limited' })
  })

  it('is left out where no address is known', async ({ expect }) => {
    const { person } = await registered()
    const unknown = openDirectory({ caller: { address: null, userAgent: null } })
    for (let tries = 0; tries < 6; tries++) await guess(unknown, `spray7${tries}@couriers.example`)
    expect(await guess(unknown, person.email, PASSWORD)).toBeNull()
  })
})

describe('a burst', () => {
  it('tells no more than tries one after another would: five answers, and the right password among many is refused', async ({
    expect,
  }) => {
    const { person, user, time } = await registered()
    const refusals = await Promise.all(
      Array.from({ length: 12 }, () => attempt(time.now, person.email, WRONG).then(({ refusal }) => refusal?.code)),
    )
    expect(refusals.toSorted()).toEqual([
      ...Array.from({ length: 7 }, () => 'rate_limited'),
      ...Array.from({ length: 5 }, () => 'unauthenticated'),
    ])
    expect(await rows('sessions', 'user_id', user.id)).toHaveLength(1)
    // The seven that were refused are no failures: the block is that of the fifth.
    expect((await attempt(time.now, person.email, PASSWORD)).refusal).toMatchObject({ retryAfterSeconds: 60 })
    expect((await attempt(time.now + MINUTE, person.email, PASSWORD)).refusal).toBeNull()
  })

  it('refuses the right password when others blocked the account while it was checked', async ({ expect }) => {
    const { person, user, time } = await registered()
    await failures(4, time.now, person.email)
    const { ctx } = openDirectory()
    const passwords: typeof ctx.passwords = {
      ...ctx.passwords,
      async verify(password, hash) {
        const verdict = await ctx.passwords.verify(password, hash)
        await failures(1, time.now, person.email)
        return verdict
      },
    }
    expect(await refusalOf(login({ ...ctx, passwords }, person))).toMatchObject({
      code: 'rate_limited',
      retryAfterSeconds: (LOCKOUT_DELAYS[5] ?? 0) / 1000,
    })
    expect(await rows('sessions', 'user_id', user.id)).toHaveLength(1)
  })
})

import { describe, it } from 'vitest'
import { ids } from '../../../src/core/ids.ts'
import { sha256Hex } from '../../../src/core/security/signatures.ts'
import { register, shardOf } from '../../../src/use-cases/auth/register.ts'
import { mailsOf, openDirectory, refusalOf, rows, someone } from './directory.ts'

describe('registering', () => {
  it('makes the company, its owner and a session in one round trip', async ({ expect }) => {
    const { ctx, meter } = openDirectory()
    const person = someone()
    const { user, tenant, tokens } = await register(ctx, { ...person, name: ' Ana Silva ' })

    expect(meter.trips).toBe(1)
    expect(user).toMatchObject({ email: person.email, name: 'Ana Silva', role: 'owner', tenantId: tenant.id })
    expect(await ctx.auth.findUserByEmail(person.email)).toEqual({ user, tenant })
    expect(await ctx.auth.findTenantByCode(tenant.code)).toEqual(tenant)
    expect(await ctx.auth.findTenant(tenant.id)).toEqual(tenant)
    expect(tenant.shard).toBe(shardOf(tenant.id, 2))
    const found = await ctx.auth.findSession(sha256Hex(tokens.refreshToken))
    expect(found).toMatchObject({
      user,
      tenant,
      successor: null,
      session: { address: ctx.caller.address, userAgent: 'test' },
    })
    expect(await ctx.jwt.verify(tokens.accessToken, ctx.clock.now())).toEqual({
      userId: user.id,
      tenantId: tenant.id,
      role: 'owner',
      sessionId: found?.session.familyId,
      issuedAt: ctx.clock.now(),
    })
    expect(await rows('audit_log', 'tenant_id', tenant.id)).toMatchObject([
      { actor: user.id, action: 'tenant.registered', subject_id: tenant.id, address: ctx.caller.address },
    ])
  })

  it('keeps neither the password nor a token where somebody could read it', async ({ expect }) => {
    const { ctx } = openDirectory()
    const person = someone()
    const { user, tokens } = await register(ctx, person)

    const [mail] = await mailsOf(user.id)
    const tokenId = String(mail?.token_id)
    expect(mail).toEqual({ template: 'verify_email', token_id: tokenId, tenant_id: user.tenantId, user_id: user.id })
    expect(await rows('one_time_tokens', 'user_id', user.id)).toMatchObject([
      { id: tokenId, purpose: 'verify_email', used_at: null, expires_at: ctx.clock.now() + 48 * 3_600_000 },
    ])
    const stored = JSON.stringify([
      ...(await rows('users', 'id', user.id)),
      ...(await rows('sessions', 'user_id', user.id)),
      mail,
    ])
    for (const secret of [
      person.password,
      tokens.refreshToken,
      await ctx.oneTimeTokens.tokenFor(tokenId, 'verify_email'),
    ]) {
      expect(stored).not.toContain(secret)
    }
  })

  it('refuses an email that has an account, in whatever case, at the cost of a new one', async ({ expect }) => {
    const { ctx, hashed } = openDirectory()
    const person = someone()
    await register(ctx, person)
    const again = { ...person, email: ` ${person.email.toUpperCase()}`, tenantName: 'A second company' }

    expect(await refusalOf(register(ctx, again))).toMatchObject({ code: 'conflict', errors: [{ pointer: '/email' }] })
    expect(hashed.times).toBe(2)
    expect(await rows('tenants', 'name', 'A second company')).toEqual([])
  })

  it('takes another code when the first belongs to somebody else', async ({ expect }) => {
    const { ctx } = openDirectory()
    const { tenant } = await register(ctx, someone())
    const taken = Uint8Array.from(tenant.code, (letter) => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'.indexOf(letter))
    let asked = 0
    const random = (length: number) => (++asked < 5 ? taken : ids.random(length))
    const second = await register({ ...ctx, ids: { ...ids, random } }, someone())

    expect(asked).toBe(5)
    expect(second.tenant.code).not.toBe(tenant.code)
  })

  it('gives up after five codes that are taken', async ({ expect }) => {
    const { ctx } = openDirectory()
    const zeroes = { ...ids, random: (length: number) => new Uint8Array(length) }
    await register({ ...ctx, ids: zeroes }, someone())

    expect(await refusalOf(register({ ...ctx, ids: zeroes }, someone()))).toMatchObject({ code: 'unavailable' })
  })

  it.for([
    ['seven characters', 'kp3xv9q', false],
    ['eight characters', 'kp3xv9qt', true],
    ['128 characters', 'kp3xv9qtwz'.repeat(13).slice(0, 128), true],
    ['129 characters', 'kp3xv9qtwz'.repeat(13).slice(0, 129), false],
    ['eight that NFKC makes of four', '\u3398\u339e\u33b8\u33c8', true],
    ['seven that take two code units each', '\u{1f6e9}'.repeat(7), false],
    ['a common one', 'Football2026!', false],
    ['the name of the company and a year', 'bluebird.couriers-2026', false],
  ] as const)(
    'counts a password in characters of its NFKC form and refuses what is tried first: %s',
    async ([, password, fine], { expect }) => {
      const { ctx, hashed } = openDirectory()
      const refusal = await refusalOf(register(ctx, { ...someone(), tenantName: 'Bluebird Couriers', password }))

      if (fine) expect(refusal).toBeNull()
      else expect(refusal).toMatchObject({ code: 'unprocessable', errors: [{ pointer: '/password' }] })
      expect(hashed.times).toBe(fine ? 1 : 0)
    },
  )

  it('cuts a user agent to 200 characters', async ({ expect }) => {
    const { ctx } = openDirectory({ caller: { address: null, userAgent: 'x'.repeat(201) } })
    const { user } = await register(ctx, someone())

    expect(await rows('sessions', 'user_id', user.id)).toMatchObject([{ user_agent: 'x'.repeat(200), address: null }])
  })

  it('spreads tenants evenly over the shards', ({ expect }) => {
    const counts = [0, 0, 0]
    for (let i = 0; i < 3000; i++) {
      const shard = shardOf(`ten_01jd000000000000000000${String(i).padStart(4, '0')}`, 3)
      counts[shard] = (counts[shard] ?? 0) + 1
    }
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150)
  })
})

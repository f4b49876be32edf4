import { env } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import { scryptKey } from '../../../src/core/security/password.ts'
import { login } from '../../../src/use-cases/auth/login.ts'
import { register } from '../../../src/use-cases/auth/register.ts'
import { openDirectory, PASSWORD, refusalOf, rows, someone } from './directory.ts'

async function registered() {
  const person = someone()
  const { user, tenant } = await register(openDirectory().ctx, person)
  return { person, user, tenant }
}

const update = (text: string, ...values: unknown[]) =>
  env.DIRECTORY_DB.prepare(text)
    .bind(...values)
    .run()

const base64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes)).replace(/=+$/, '')

describe('signing in', () => {
  it('opens a session in two round trips and one password', async ({ expect }) => {
    const { person, user, tenant } = await registered()
    const { ctx, meter, hashed } = openDirectory()
    const signedIn = await login(ctx, { email: person.email.toUpperCase(), password: PASSWORD })

    expect([meter.trips, hashed.times]).toEqual([2, 1])
    expect(signedIn).toMatchObject({ user, tenant, tokens: { expiresIn: 900 } })
    const claims = await ctx.jwt.verify(signedIn.tokens.accessToken, ctx.clock.now())
    const sessions = await rows('sessions', 'user_id', user.id)
    expect(sessions.map((row) => row.family_id)).toContain(claims?.sessionId)
    expect(sessions).toHaveLength(2)
    expect(await rows('audit_log', 'subject_id', claims?.sessionId ?? '')).toMatchObject([
      { tenant_id: tenant.id, actor: user.id, action: 'session.started' },
    ])
  })

  it('answers the same, for the same work, whatever of it is wrong', async ({ expect }) => {
    const [wrong, inactive, oauthOnly] = [await registered(), await registered(), await registered()]
    await update('UPDATE users SET is_active = 0 WHERE id = ?', inactive.user.id)
    await update('UPDATE users SET password_hash = NULL WHERE id = ?', oauthOnly.user.id)
    const attempts = [
      { email: 'nobody@couriers.example', password: PASSWORD },
      { email: wrong.person.email, password: 'wrong horse battery' },
      { email: inactive.person.email, password: PASSWORD },
      { email: oauthOnly.person.email, password: PASSWORD },
    ]
    const answers: { text: string; trips: number; hashed: number }[] = []
    for (const attempt of attempts) {
      const { ctx, meter, hashed } = openDirectory()
      const error = await refusalOf(login(ctx, attempt))
      expect(error).toMatchObject({ code: 'unauthenticated' })
      answers.push({ text: String(error), trips: meter.trips, hashed: hashed.times })
    }
    expect(answers).toEqual(Array.from(attempts, () => ({ text: answers[0]?.text, trips: 2, hashed: 1 })))
  })

  it('tells only the holder of the right password that the company is suspended', async ({ expect }) => {
    const { person, user, tenant } = await registered()
    await update("UPDATE tenants SET status = 'suspended' WHERE id = ?", tenant.id)
    const { ctx } = openDirectory()

    expect(await refusalOf(login(ctx, { ...person, password: 'wrong horse' }))).toMatchObject({
      code: 'unauthenticated',
    })
    expect(await refusalOf(login(ctx, person))).toMatchObject({ code: 'forbidden' })
    expect(await rows('sessions', 'user_id', user.id)).toHaveLength(1)
  })

  it('renews a hash of a lower cost in the commit of the session', async ({ expect }) => {
    const { person, user } = await registered()
    const salt = new Uint8Array(16)
    const weak = `$scrypt$ln=4,r=8,p=1$${base64(salt)}$${base64(await scryptKey(PASSWORD, salt, { ln: 4, r: 8, p: 1 }))}`
    await update('UPDATE users SET password_hash = ? WHERE id = ?', weak, user.id)
    const { ctx, meter } = openDirectory()
    await login(ctx, person)

    expect(meter.trips).toBe(2)
    const [row] = await rows('users', 'id', user.id)
    expect(row?.password_hash).not.toBe(weak)
    expect(await ctx.passwords.verify(PASSWORD, String(row?.password_hash))).toEqual({ ok: true, needsRehash: false })
  })

  it.for<[string, string]>([
    ['the password is changed', 'UPDATE users SET password_hash = NULL WHERE id = ?'],
    ['the account is deactivated', 'UPDATE users SET is_active = 0 WHERE id = ?'],
  ])('opens nothing when %s while the password is checked', async ([, change], { expect }) => {
    const { person, user } = await registered()
    const { ctx } = openDirectory()
    const passwords = {
      ...ctx.passwords,
      async verify(password: string, hash: string | null) {
        await update(change, user.id)
        return ctx.passwords.verify(password, hash)
      },
    }

    expect(await refusalOf(login({ ...ctx, passwords }, person))).toMatchObject({ code: 'unauthenticated' })
    expect(await rows('sessions', 'user_id', user.id)).toHaveLength(1)
  })

  it('does not put an old hash over a password that was changed meanwhile', async ({ expect }) => {
    const { user } = await registered()
    const { ctx } = openDirectory()
    await update("UPDATE users SET password_hash = 'changed' WHERE id = ?", user.id)

    expect(await refusalOf(ctx.commit([ctx.auth.setPasswordHash(user, 'renewed')], null))).toMatchObject({
      code: 'unauthenticated',
    })
    expect(await rows('users', 'id', user.id)).toMatchObject([{ password_hash: 'changed' }])
  })
})

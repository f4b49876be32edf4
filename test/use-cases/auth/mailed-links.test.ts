import { env } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import { login } from '../../../src/use-cases/auth/login.ts'
import { refreshToken } from '../../../src/use-cases/auth/refresh-token.ts'
import { register } from '../../../src/use-cases/auth/register.ts'
import { requestPasswordReset } from '../../../src/use-cases/auth/request-password-reset.ts'
import { resendVerification } from '../../../src/use-cases/auth/resend-verification.ts'
import { resetPassword } from '../../../src/use-cases/auth/reset-password.ts'
import { verifyEmail } from '../../../src/use-cases/auth/verify-email.ts'
import { type Directory, linkOf, mailsOf, openDirectory, refusalOf, rows, someone } from './directory.ts'

const NEW = 'another horse battery'
const HOUR = 3_600_000

async function registered() {
  const person = someone()
  const directory = openDirectory()
  const signedIn = await register(directory.ctx, person)
  return { person, ...directory, ...signedIn }
}

async function askedForReset(change: { user: { id: string }; ctx: Directory['ctx']; person: { email: string } }) {
  await requestPasswordReset(change.ctx, { email: change.person.email })
  return linkOf(change.ctx, change.user.id, 'reset_password')
}

const update = (text: string, ...values: unknown[]) =>
  env.DIRECTORY_DB.prepare(text)
    .bind(...values)
    .run()

describe('confirming an address', () => {
  it('takes the token once', async ({ expect }) => {
    const { ctx, user } = await registered()
    const token = await linkOf(ctx, user.id, 'verify_email')
    await verifyEmail(ctx, { token })

    expect(await rows('users', 'id', user.id)).toMatchObject([{ email_verified_at: ctx.clock.now() }])
    expect(await rows('audit_log', 'subject_id', user.id)).toMatchObject([{ action: 'user.email_verified' }])
    expect(await refusalOf(verifyEmail(ctx, { token }))).toMatchObject({ code: 'unprocessable' })
  })

  it('is done once by two who send the token at once', async ({ expect }) => {
    const { ctx, user } = await registered()
    const token = await linkOf(ctx, user.id, 'verify_email')
    const refusals = await Promise.all([1, 2, 3].map(() => refusalOf(verifyEmail(ctx, { token }))))

    expect(refusals.filter((refusal) => refusal === null)).toHaveLength(1)
    expect(await rows('audit_log', 'subject_id', user.id)).toHaveLength(1)
  })

  it('takes none that is old, altered, of another purpose or of a user who was deactivated', async ({ expect }) => {
    const { ctx, user, person, time } = await registered()
    const token = await linkOf(ctx, user.id, 'verify_email')
    const other = await askedForReset({ ctx, user, person })
    const refused = async (text: string) => (await refusalOf(verifyEmail(ctx, { token: text }))) !== null
    expect(await refused(other)).toBe(true)
    expect(await refused(`${token.slice(0, -2)}AA`)).toBe(true)
    expect(await refused('')).toBe(true)
    time.now += 48 * HOUR
    expect(await refused(token)).toBe(true)
    time.now -= 1
    await update('UPDATE users SET is_active = 0 WHERE id = ?', user.id)
    expect(await refused(token)).toBe(true)
    await update('UPDATE users SET is_active = 1 WHERE id = ?', user.id)
    expect(await refused(token)).toBe(false)
  })

  it('waits while the company is suspended', async ({ expect }) => {
    const { ctx, user, tenant } = await registered()
    const token = await linkOf(ctx, user.id, 'verify_email')
    await update("UPDATE tenants SET status = 'suspended' WHERE id = ?", tenant.id)
    expect(await refusalOf(verifyEmail(ctx, { token }))).toMatchObject({ code: 'forbidden' })
  })

  it('does nothing for a user who is deactivated between read and commit', async ({ expect }) => {
    const { ctx, user } = await registered()
    const token = await linkOf(ctx, user.id, 'verify_email')
    const late: typeof ctx.commit = async (statements, result) => {
      await update('UPDATE users SET is_active = 0 WHERE id = ?', user.id)
      return ctx.commit(statements, result)
    }
    expect(await refusalOf(verifyEmail({ ...ctx, commit: late }, { token }))).toMatchObject({ code: 'unprocessable' })
    expect(await rows('one_time_tokens', 'user_id', user.id)).toMatchObject([{ used_at: null }])
  })
})

describe('asking for a link', () => {
  it.for([
    ['a new password', requestPasswordReset],
    ['a confirmation', resendVerification],
  ] as const)('to %s costs the same one round trip whoever has the address', async ([, ask], { expect }) => {
    const known = await registered()
    const gone = await registered()
    await update('UPDATE users SET is_active = 0 WHERE id = ?', gone.user.id)
    const costs: unknown[] = []
    for (const email of [known.person.email, gone.person.email, 'nobody@couriers.example']) {
      const { ctx, meter, hashed } = openDirectory()
      const texts: string[] = []
      const commit: typeof ctx.commit = (statements, result) => {
        texts.push(...statements.map((each) => ('sql' in each ? String(each.sql) : '')))
        return ctx.commit(statements, result)
      }
      await ask({ ...ctx, commit }, { email })
      costs.push({ trips: meter.trips, hashed: hashed.times, texts })
    }
    expect(costs[0]).toMatchObject({ trips: 1, hashed: 0 })
    expect(costs).toEqual([costs[0], costs[0], costs[0]])
  })

  it('mails nobody who has no account, is deactivated or is confirmed already', async ({ expect }) => {
    const { ctx, user, person } = await registered()
    const before = (await mailsOf(user.id)).length
    await verifyEmail(ctx, { token: await linkOf(ctx, user.id, 'verify_email') })
    await resendVerification(ctx, { email: person.email })
    await update('UPDATE users SET is_active = 0 WHERE id = ?', user.id)
    await requestPasswordReset(ctx, { email: person.email })
    expect(await mailsOf(user.id)).toHaveLength(before)
  })

  it('fills no mailbox: five links an hour', async ({ expect }) => {
    const { ctx, user, person, time } = await registered()
    for (let asked = 0; asked < 8; asked++) await requestPasswordReset(ctx, { email: person.email.toUpperCase() })
    const resets = async () => (await mailsOf(user.id)).filter((mail) => mail.template === 'reset_password').length
    expect(await resets()).toBe(5)
    time.now += HOUR + 1
    await requestPasswordReset(ctx, { email: person.email })
    expect(await resets()).toBe(6)
    const lines = await rows('audit_log', 'subject_id', user.id)
    expect(lines.filter((line) => line.action === 'user.password_reset_requested')).toHaveLength(6)
  })
})

describe('resetting a password', () => {
  it('ends all sessions and sockets, opens the account with the new password alone, and confirms the address', async ({
    expect,
  }) => {
    const { ctx, user, person, tokens, ended } = await registered()
    const token = await askedForReset({ ctx, user, person })
    await resetPassword(ctx, { token, newPassword: NEW })

    expect(ended).toEqual([user.id])
    expect(await refusalOf(refreshToken(ctx, tokens))).toMatchObject({ code: 'unauthenticated' })
    expect(await refusalOf(login(openDirectory().ctx, person))).toMatchObject({ code: 'unauthenticated' })
    expect((await login(openDirectory().ctx, { ...person, password: NEW })).user.emailVerifiedAt).not.toBeNull()
    expect((await rows('sessions', 'user_id', user.id))[0]).toMatchObject({ revoked_reason: 'password_changed' })
    expect(JSON.stringify(await rows('audit_log', 'subject_id', user.id))).not.toContain(NEW)
  })

  it('uses the token once, and makes the other links void', async ({ expect }) => {
    const { ctx, user, person } = await registered()
    const first = await askedForReset({ ctx, user, person })
    const second = await askedForReset({ ctx, user, person })
    const results = await Promise.all(
      [first, second, first].map((token) => refusalOf(resetPassword(ctx, { token, newPassword: NEW }))),
    )
    expect(results.filter((refusal) => refusal === null)).toHaveLength(1)
    for (const token of [first, second]) {
      expect(await refusalOf(resetPassword(ctx, { token, newPassword: NEW }))).toMatchObject({ code: 'unprocessable' })
    }
  })

  it('keeps the link good when the password is refused, and works on none for a link that is not', async ({
    expect,
  }) => {
    const { ctx, user, person, hashed, time } = await registered()
    const token = await askedForReset({ ctx, user, person })
    const before = hashed.times
    expect(await refusalOf(resetPassword(ctx, { token, newPassword: 'Football2026!' }))).toMatchObject({
      errors: [{ pointer: '/new_password' }],
    })
    expect(await refusalOf(resetPassword(ctx, { token: 'made.up', newPassword: NEW }))).toMatchObject({
      errors: [{ pointer: '/token' }],
    })
    expect(hashed.times).toBe(before)
    time.now += HOUR - 1
    expect(await refusalOf(resetPassword(ctx, { token, newPassword: NEW }))).toBeNull()
  })

  it('forgets the failed sign-ins of the account', async ({ expect }) => {
    const { ctx, user, person } = await registered()
    for (let tries = 0; tries < 5; tries++) {
      await refusalOf(login(openDirectory().ctx, { ...person, password: 'wrong horse' }))
    }
    const token = await askedForReset({ ctx, user, person })
    await resetPassword(ctx, { token, newPassword: NEW })
    expect(await refusalOf(login(openDirectory().ctx, { ...person, password: NEW }))).toBeNull()
  })

  it('stands even when the hub cannot be reached', async ({ expect }) => {
    const { ctx, user, person, logged } = await registered()
    const token = await askedForReset({ ctx, user, person })
    const gone = () => Promise.reject(new Error('no hub'))
    await resetPassword(
      { ...ctx, hubs: { tenant: () => ({ endSession: gone, endUser: gone }) } },
      { token, newPassword: NEW },
    )
    expect(logged.join()).toContain('sockets_not_ended')
  })
})

import { env } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import { acceptInvite } from '../../../src/use-cases/auth/accept-invite.ts'
import { inviteUser } from '../../../src/use-cases/auth/invite-user.ts'
import { listUsers } from '../../../src/use-cases/auth/list-users.ts'
import { login } from '../../../src/use-cases/auth/login.ts'
import { refreshToken } from '../../../src/use-cases/auth/refresh-token.ts'
import { register } from '../../../src/use-cases/auth/register.ts'
import { removeUser } from '../../../src/use-cases/auth/remove-user.ts'
import { requestPasswordReset } from '../../../src/use-cases/auth/request-password-reset.ts'
import { resetPassword } from '../../../src/use-cases/auth/reset-password.ts'
import { updateUser } from '../../../src/use-cases/auth/update-user.ts'
import { asUser, linkOf, mailsOf, openDirectory, PASSWORD, refusalOf, rows, someone } from './directory.ts'

const forbidden = { code: 'forbidden' }
const conflict = { code: 'conflict' }

async function company() {
  const directory = openDirectory()
  const { user: owner, tenant, tokens } = await register(directory.ctx, someone())
  return { ...directory, owner, tenant, tokens, ctx: asUser(directory.ctx, owner) }
}

/** Somebody who came by an invitation, signed in. */
async function member(of: Awaited<ReturnType<typeof company>>, role: 'owner' | 'admin' | 'operator' | 'courier') {
  const { user } = await invited(of, role)
  const token = await linkOf(of.ctx, user.id, 'accept_invite')
  return acceptInvite(of.ctx, { token, password: PASSWORD, name: 'New Person' }, true)
}

async function invited(of: Awaited<ReturnType<typeof company>>, role: 'owner' | 'admin' | 'operator' | 'courier') {
  const { email } = someone()
  return { email, user: await inviteUser(of.ctx, of.tenant.id, { email, role }) }
}

describe('inviting', () => {
  it('makes a user who cannot sign in yet and leaves the mail, in one round trip', async ({ expect }) => {
    const of = await company()
    of.meter.trips = 0
    const { user, email } = await invited(of, 'operator')

    expect(of.meter.trips).toBe(1)
    expect(user).toMatchObject({ email, role: 'operator', tenantId: of.tenant.id, passwordHash: null, isActive: true })
    expect(await mailsOf(user.id)).toMatchObject([{ template: 'accept_invite' }])
    expect(await rows('audit_log', 'subject_id', user.id)).toMatchObject([
      { action: 'user.invited', actor: of.owner.id, changes: '{"role":"operator"}' },
    ])
    expect(await refusalOf(login(openDirectory().ctx, { email, password: PASSWORD }))).toMatchObject({
      code: 'unauthenticated',
    })
  })

  it('is for owners and admins, and only an owner makes an owner', async ({ expect }) => {
    const of = await company()
    const invite = (role: 'owner' | 'admin' | 'operator' | 'courier' | 'customer', to: 'owner' | 'operator') =>
      refusalOf(inviteUser(asUser(of.ctx, { id: of.owner.id, role }), of.tenant.id, { ...someone(), role: to }))
    expect(await invite('admin', 'operator')).toBeNull()
    expect(await invite('admin', 'owner')).toMatchObject(forbidden)
    expect(await invite('owner', 'owner')).toBeNull()
    for (const role of ['operator', 'courier', 'customer'] as const) {
      expect(await invite(role, 'operator')).toMatchObject(forbidden)
    }
  })

  it('again sends another link and makes the one before void', async ({ expect }) => {
    const of = await company()
    const { user, email } = await invited(of, 'operator')
    const first = await linkOf(of.ctx, user.id, 'accept_invite')
    const again = await inviteUser(of.ctx, of.tenant.id, { email: email.toUpperCase(), role: 'courier' })

    expect(again).toEqual(user)
    const accept = (token: string) => refusalOf(acceptInvite(of.ctx, { token, password: PASSWORD, name: 'Bea' }, true))
    expect(await accept(first)).toMatchObject({ code: 'unprocessable' })
    expect(await accept(await linkOf(of.ctx, user.id, 'accept_invite'))).toBeNull()
  })

  it('refuses who has an account, here or in another company, and tells no more of it', async ({ expect }) => {
    const of = await company()
    const other = await company()
    const here = await member(of, 'courier')
    const waiting = await invited(other, 'courier')
    const gone = await invited(of, 'courier')
    await removeUser(of.ctx, of.tenant.id, gone.user.id)
    const refusals = await Promise.all(
      [here.user.email, other.owner.email, waiting.email, gone.email].map((email) =>
        refusalOf(inviteUser(of.ctx, of.tenant.id, { email, role: 'courier' })),
      ),
    )
    for (const refusal of refusals) expect(refusal).toMatchObject({ ...conflict, errors: [{ pointer: '/email' }] })
    expect(new Set(refusals.map(String)).size).toBe(1)
  })
})

describe('accepting an invitation', () => {
  it('gives name, password, a confirmed address and a session, once', async ({ expect }) => {
    const of = await company()
    const { user, email } = await invited(of, 'courier')
    const token = await linkOf(of.ctx, user.id, 'accept_invite')
    const accept = { token, password: PASSWORD, name: 'Bea' }
    const results = await Promise.allSettled([1, 2, 3].map(() => acceptInvite(of.ctx, accept, true)))
    const taken = results.filter((result) => result.status === 'fulfilled')

    expect(taken).toHaveLength(1)
    expect(taken[0]?.value).toMatchObject({ user: { name: 'Bea', role: 'courier' }, tokens: { expiresIn: 900 } })
    expect(await rows('sessions', 'user_id', user.id)).toHaveLength(1)
    const signedIn = await login(openDirectory().ctx, { email, password: PASSWORD })
    expect(signedIn.user).toMatchObject({ id: user.id, emailVerifiedAt: of.ctx.clock.now() })
  })

  it('opens no session where nobody keeps its tokens', async ({ expect }) => {
    const of = await company()
    const { user } = await invited(of, 'courier')
    const token = await linkOf(of.ctx, user.id, 'accept_invite')
    expect(await acceptInvite(of.ctx, { token, password: PASSWORD, name: 'Bea' }, false)).toBeNull()
    expect(await rows('sessions', 'user_id', user.id)).toEqual([])
  })

  it('refuses a password made of one’s own names, and keeps the link good', async ({ expect }) => {
    const of = await company()
    const { user } = await invited(of, 'courier')
    const token = await linkOf(of.ctx, user.id, 'accept_invite')
    const accept = (password: string) => refusalOf(acceptInvite(of.ctx, { token, password, name: 'Filomena' }, true))
    expect(await accept('filomena2026!')).toMatchObject({ errors: [{ pointer: '/password' }] })
    expect(await accept(PASSWORD)).toBeNull()
  })

  it('is over for who was deactivated, and for who set a password by a reset', async ({ expect }) => {
    const of = await company()
    const gone = await invited(of, 'courier')
    const reset = await invited(of, 'courier')
    const tokens = [
      await linkOf(of.ctx, gone.user.id, 'accept_invite'),
      await linkOf(of.ctx, reset.user.id, 'accept_invite'),
    ]
    await removeUser(of.ctx, of.tenant.id, gone.user.id)
    await requestPasswordReset(of.ctx, { email: reset.email })
    await resetPassword(of.ctx, { token: await linkOf(of.ctx, reset.user.id, 'reset_password'), newPassword: PASSWORD })
    for (const token of tokens) {
      expect(
        await refusalOf(acceptInvite(of.ctx, { token, password: 'a third horse battery', name: 'X' }, true)),
      ).toMatchObject({
        code: 'unprocessable',
      })
    }
  })
})

describe('the list of users', () => {
  it('shows the company’s own by pages, newest first, and needs users:read', async ({ expect }) => {
    const of = await company()
    await company()
    const made = [of.owner.id]
    for (let i = 0; i < 3; i++) made.unshift((await invited(of, 'courier')).user.id)
    const first = await listUsers(of.ctx, of.tenant.id, { limit: 3, after: null })
    const second = await listUsers(of.ctx, of.tenant.id, { limit: 3, after: first.next })
    expect([...first.items, ...second.items].map((user) => user.id)).toEqual(made)
    expect(second.next).toBeNull()
    const operator = asUser(of.ctx, { id: of.owner.id, role: 'operator' })
    expect(await refusalOf(listUsers(operator, of.tenant.id, { limit: 3, after: null }))).toMatchObject(forbidden)
  })
})

describe('changing a user', () => {
  it.for([
    ['another role', { role: 'courier' }, { role: { from: 'operator', to: 'courier' } }],
    ['a deactivation', { isActive: false }, { is_active: { from: true, to: false } }],
  ] as const)('ends sessions and sockets at once: %s', async ([, change, changes], { expect }) => {
    const of = await company()
    const { user, tokens } = await member(of, 'operator')
    const after = await updateUser(of.ctx, of.tenant.id, { userId: user.id, ...change })

    expect(after).toMatchObject({ id: user.id, ...change })
    expect(of.ended).toEqual([user.id])
    expect(await refusalOf(refreshToken(of.ctx, tokens))).toMatchObject({ code: 'unauthenticated' })
    const lines = await rows('audit_log', 'subject_id', user.id)
    expect(JSON.parse(String(lines.at(-1)?.changes))).toEqual(changes)
  })

  it('lets a user back in, and does nothing twice', async ({ expect }) => {
    const of = await company()
    const { user } = await member(of, 'operator')
    await removeUser(of.ctx, of.tenant.id, user.id)
    await removeUser(of.ctx, of.tenant.id, user.id)
    expect(await refusalOf(login(openDirectory().ctx, { email: user.email, password: PASSWORD }))).toMatchObject({
      code: 'unauthenticated',
    })
    await updateUser(of.ctx, of.tenant.id, { userId: user.id, isActive: true })
    expect(await refusalOf(login(openDirectory().ctx, { email: user.email, password: PASSWORD }))).toBeNull()
    const lines = await rows('audit_log', 'subject_id', user.id)
    expect(lines.filter((line) => line.action === 'user.changed')).toHaveLength(2)
  })

  it('knows no user of another company', async ({ expect }) => {
    const of = await company()
    const other = await company()
    const touch = removeUser(of.ctx, of.tenant.id, other.owner.id)
    expect(await refusalOf(touch)).toMatchObject({ code: 'not_found' })
    expect(await rows('users', 'id', other.owner.id)).toMatchObject([{ is_active: 1 }])
  })

  it('leaves owners to owners', async ({ expect }) => {
    const of = await company()
    const { user: admin } = await member(of, 'admin')
    await member(of, 'owner')
    const by = asUser(of.ctx, admin)
    expect(await refusalOf(removeUser(by, of.tenant.id, of.owner.id))).toMatchObject(forbidden)
    expect(await refusalOf(updateUser(by, of.tenant.id, { userId: admin.id, role: 'owner' }))).toMatchObject(forbidden)
    expect(await refusalOf(updateUser(of.ctx, of.tenant.id, { userId: admin.id, role: 'owner' }))).toBeNull()
  })

  it('keeps the last owner who can sign in: one who was only invited is none', async ({ expect }) => {
    const of = await company()
    await invited(of, 'owner')
    const step = (userId: string, change: object) => refusalOf(updateUser(of.ctx, of.tenant.id, { userId, ...change }))
    expect(await step(of.owner.id, { role: 'admin' })).toMatchObject(conflict)
    expect(await step(of.owner.id, { isActive: false })).toMatchObject(conflict)
    const { user: second } = await member(of, 'owner')
    expect(await step(of.owner.id, { role: 'admin' })).toBeNull()
    expect(await step(second.id, { isActive: false })).toMatchObject(conflict)
  })

  it('keeps one owner when two step down at once', async ({ expect }) => {
    const of = await company()
    const { user: second } = await member(of, 'owner')
    const read = of.ctx.accounts.findUserForChange
    let waiting = 2
    const both = Promise.withResolvers<void>()
    const accounts: typeof of.ctx.accounts = {
      ...of.ctx.accounts,
      async findUserForChange(...key) {
        const found = await read(...key)
        waiting -= 1
        if (waiting === 0) both.resolve()
        await both.promise
        return found
      },
    }
    const refusals = await Promise.all(
      [of.owner.id, second.id].map((userId) =>
        refusalOf(updateUser({ ...of.ctx, accounts }, of.tenant.id, { userId, role: 'admin' })),
      ),
    )
    expect(refusals.filter((refusal) => refusal === null)).toHaveLength(1)
    expect(refusals.find((refusal) => refusal !== null)).toMatchObject(conflict)
    const { results } = await env.DIRECTORY_DB.prepare("SELECT id FROM users WHERE tenant_id = ? AND role = 'owner'")
      .bind(of.tenant.id)
      .all()
    expect(results).toHaveLength(1)
  })
})

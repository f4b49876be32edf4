import { env } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import { changePassword } from '../../../src/use-cases/auth/change-password.ts'
import { login } from '../../../src/use-cases/auth/login.ts'
import { refreshToken } from '../../../src/use-cases/auth/refresh-token.ts'
import { register } from '../../../src/use-cases/auth/register.ts'
import { asUser, openDirectory, PASSWORD, refusalOf, rows, someone } from './directory.ts'

const NEW = 'another horse battery'
const change = { currentPassword: PASSWORD, newPassword: NEW }

async function signedInTwice() {
  const person = someone()
  const directory = openDirectory()
  const here = await register(directory.ctx, person)
  const there = await login(directory.ctx, person)
  const [mine, others] = await rows('sessions', 'user_id', here.user.id)
  const ctx = asUser(directory.ctx, here.user, String(mine?.family_id))
  return { person, ...directory, ctx, here, there, others: String(others?.family_id) }
}

describe('changing a password', () => {
  it('ends every other session and its sockets, and keeps the present one', async ({ expect }) => {
    const { ctx, person, here, there, others, ended } = await signedInTwice()
    await changePassword(ctx, here.tenant.id, change)

    expect(ended).toEqual([others])
    expect(await refusalOf(refreshToken(ctx, there.tokens))).toMatchObject({ code: 'unauthenticated' })
    expect(await refreshToken(ctx, here.tokens)).toMatchObject({ expiresIn: 900 })
    expect(await refusalOf(login(openDirectory().ctx, person))).toMatchObject({ code: 'unauthenticated' })
    expect(await refusalOf(login(openDirectory().ctx, { ...person, password: NEW }))).toBeNull()
    const [line] = await rows('audit_log', 'subject_id', here.user.id)
    expect(line).toMatchObject({ action: 'user.password_changed', changes: '{}' })
  })

  it('cuts a session that began while the password was changed', async ({ expect }) => {
    const { ctx, person, here, others, ended } = await signedInTwice()
    const passwords: typeof ctx.passwords = {
      ...ctx.passwords,
      async hash(password) {
        await login(openDirectory().ctx, person)
        return ctx.passwords.hash(password)
      },
    }
    await changePassword({ ...ctx, passwords }, here.tenant.id, change)
    const late = (await rows('sessions', 'user_id', here.user.id)).at(-1)
    expect(ended.toSorted()).toEqual([others, String(late?.family_id)].toSorted())
  })

  it('lets one of two at once win', async ({ expect }) => {
    const { ctx, here } = await signedInTwice()
    const both = await Promise.all(
      [NEW, 'a third horse battery'].map((newPassword) =>
        refusalOf(changePassword(ctx, here.tenant.id, { ...change, newPassword })),
      ),
    )
    expect(both.filter((refusal) => refusal === null)).toHaveLength(1)
  })

  it('refuses a password that is tried first before it works on any', async ({ expect }) => {
    const { ctx, here, hashed } = await signedInTwice()
    const before = hashed.times
    expect(
      await refusalOf(changePassword(ctx, here.tenant.id, { ...change, newPassword: 'Password2026' })),
    ).toMatchObject({ errors: [{ pointer: '/new_password' }] })
    expect(hashed.times).toBe(before)
  })

  it('shows who has none the way to one, and knows no API key, nobody inactive, nobody suspended', async ({
    expect,
  }) => {
    const { ctx, here } = await signedInTwice()
    const refused = async () =>
      ((await refusalOf(changePassword(ctx, here.tenant.id, change))) as { code: string }).code
    const set = (text: string) => env.DIRECTORY_DB.prepare(text).bind(here.user.id).run()
    const key = { kind: 'api_key', keyId: 'key_any', permissions: [] } as const
    expect(await refusalOf(changePassword({ ...ctx, actor: key }, here.tenant.id, change))).toMatchObject({
      code: 'forbidden',
    })
    await set('UPDATE users SET password_hash = NULL WHERE id = ?')
    expect(await refused()).toBe('conflict')
    await set('UPDATE users SET is_active = 0 WHERE id = ?')
    expect(await refused()).toBe('unauthenticated')
    await set('UPDATE users SET is_active = 1 WHERE id = ?')
    await env.DIRECTORY_DB.prepare("UPDATE tenants SET status = 'suspended' WHERE id = ?").bind(here.tenant.id).run()
    expect(await refused()).toBe('forbidden')
  })
})

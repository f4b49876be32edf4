import { env } from 'cloudflare:workers'
import { it } from 'vitest'
import { removeExpiredFromDirectory } from '../../../src/adapters/db/cross-tenant.ts'
import { openDirectoryDatabase } from '../../../src/core/database.ts'
import { idFloor } from '../../../src/core/ids.ts'
import { listSessions } from '../../../src/use-cases/auth/list-sessions.ts'
import { login } from '../../../src/use-cases/auth/login.ts'
import { refreshToken } from '../../../src/use-cases/auth/refresh-token.ts'
import { register } from '../../../src/use-cases/auth/register.ts'
import { asUser, type Directory, openDirectory, refusalOf, rows, someone } from '../../use-cases/auth/directory.ts'

const DAY = 86_400_000

/** A directory whose ids carry the time of its clock, as they do in life. */
function aged(): Directory {
  const directory = openDirectory()
  let made = 0
  const make: typeof directory.ctx.ids.make = (prefix) =>
    `${idFloor(prefix, directory.time.now)}e008${String(++made).padStart(12, '0')}`
  return { ...directory, ctx: { ...directory.ctx, ids: { ...directory.ctx.ids, make } } }
}

const clean = (now: number, chunk = 100) =>
  removeExpiredFromDirectory(openDirectoryDatabase(env.DIRECTORY_DB), now - DAY, now, chunk)

it('forgets at night what is spent of sign-ins, and nothing that still counts', async ({ expect }) => {
  const { ctx, time } = aged()
  const began = time.now
  const person = someone()
  const { user, tokens } = await register(ctx, person)
  await login(ctx, person)
  let token = tokens.refreshToken
  for (let day = 0; day < 6; day++) {
    time.now += 2 * DAY
    token = (await refreshToken(ctx, { refreshToken: token })).refreshToken
  }
  await refusalOf(login(ctx, { ...person, password: 'wrong horse battery' }))
  expect(await rows('sessions', 'user_id', user.id)).toHaveLength(8)
  await clean(time.now)

  // Gone: the sign-in that was never renewed, and the successor of the first token. Kept: the beginning, and eight days.
  expect(await rows('sessions', 'user_id', user.id)).toHaveLength(6)
  expect(await rows('one_time_tokens', 'user_id', user.id)).toEqual([])
  const failures = () => env.DIRECTORY_DB.prepare('SELECT count(*) AS n FROM sign_in_failures').first('n')
  expect(await failures()).toBe(2)
  const { items } = await listSessions(asUser(ctx, user), user.tenantId, { limit: 10, after: null })
  expect(items).toMatchObject([{ startedAt: began, lastUsedAt: time.now }])
  expect(await refusalOf(refreshToken(ctx, { refreshToken: token }))).toBeNull()

  time.now += 20 * DAY
  expect(await clean(time.now, 4)).toBe(true)
  while (await clean(time.now, 4));
  expect(await rows('sessions', 'user_id', user.id)).toEqual([])
  expect(await failures()).toBe(0)
})

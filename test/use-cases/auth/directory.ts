import { env } from 'cloudflare:workers'
import { createAccountAdapters } from '../../../src/adapters/accounts.ts'
import { createAuthRepository } from '../../../src/adapters/db/repositories/auth-repository.ts'
import { createDirectoryOutbox } from '../../../src/adapters/db/repositories/notification-repository.ts'
import { type Meter, newMeter, openDirectoryDatabase, type SqlStatement } from '../../../src/core/database.ts'
import { ids } from '../../../src/core/ids.ts'
import { createLog } from '../../../src/core/log.ts'
import { createJwtService } from '../../../src/core/security/jwt.ts'
import { createOneTimeTokens } from '../../../src/core/security/one-time-tokens.ts'
import { createPasswordService, scryptKey } from '../../../src/core/security/password.ts'
import { createSessionService } from '../../../src/core/security/session-tokens.ts'
import { ROLES } from '../../../src/domain/auth/role.ts'
import type { User } from '../../../src/domain/auth/user.ts'
import type { Statement } from '../../../src/domain/statement.ts'
import type { AuthContext } from '../../../src/use-cases/auth/context.ts'
import { testSecrets } from '../../harness/secrets.ts'

/** Tests here sign in hundreds of times: scrypt works with this N (base-2 logarithm) at the most. */
const QUICK = 6
const NOON = Date.UTC(2026, 10, 23, 12)

/** The directory as composition puts it together, over real D1, with a clock that a test moves and a note of what it did. Each has an address of its own. */
export interface Directory {
  readonly ctx: AuthContext
  readonly meter: Meter
  /** Families and users whose sockets were cut. */
  readonly ended: string[]
  /** How many times a password was worked on. */
  readonly hashed: { times: number }
  readonly logged: string[]
  readonly time: { now: number }
}

let people = 0
let callers = 0

const isSql = (each: Statement): each is SqlStatement => 'sql' in each

export function openDirectory(change: Partial<AuthContext> = {}, keys = testSecrets.ENCRYPTION_KEYS): Directory {
  const meter = newMeter()
  const db = openDirectoryDatabase(env.DIRECTORY_DB, { meter })
  const ended: string[] = []
  const hashed = { times: 0 }
  const logged: string[] = []
  const time = { now: NOON }
  const ctx: AuthContext = {
    actor: { kind: 'public' },
    clock: { now: () => time.now },
    ids,
    log: createLog({}, (_level, line) => logged.push(JSON.stringify(line))),
    caller: { address: `2001:db8:${(++callers).toString(16)}::7`, userAgent: 'test' },
    ...createAccountAdapters(db, keys),
    auth: createAuthRepository(db),
    jwt: createJwtService({ jwks: testSecrets.JWT_PRIVATE_JWKS, issuer: 'https://aircourier.test', roles: ROLES }),
    passwords: createPasswordService({
      derive: (password, salt, cost) => {
        hashed.times += 1
        return scryptKey(password, salt, { ...cost, ln: Math.min(cost.ln, QUICK) })
      },
    }),
    sessions: createSessionService(),
    oneTimeTokens: createOneTimeTokens({ keys }),
    shardCount: 2,
    notifications: createDirectoryOutbox(db),
    hubs: {
      tenant: () => ({
        async endSession(familyId) {
          ended.push(familyId)
        },
        async endUser(userId) {
          ended.push(userId)
        },
      }),
    },
    async commit(statements, result) {
      await db.commit(statements.filter(isSql))
      return result
    },
    ...change,
  }
  return { ctx, meter, ended, hashed, logged, time }
}

export const PASSWORD = 'correct horse battery'

/** What a new company's owner types, different each time. */
export function someone(): { email: string; password: string; tenantName: string } {
  people += 1
  return { email: `owner${people}@couriers.example`, password: PASSWORD, tenantName: `Couriers ${people}` }
}

/** Rows of a table in the directory, by one column. */
export async function rows(table: string, column: string, value: string): Promise<Record<string, unknown>[]> {
  const { results } = await env.DIRECTORY_DB.prepare(`SELECT * FROM ${table} WHERE ${column} = ? ORDER BY id`)
    .bind(value)
    .all()
  return results
}

/** The outbox entries about one user. */
export async function mailsOf(userId: string): Promise<Record<string, unknown>[]> {
  const { results } = await env.DIRECTORY_DB.prepare(
    "SELECT payload FROM outbox WHERE type = 'auth_mail' AND json_extract(payload, '$.user_id') = ? ORDER BY id",
  )
    .bind(userId)
    .all<{ payload: string }>()
  return results.map(({ payload }) => JSON.parse(payload) as Record<string, unknown>)
}

/** Whatever a promise is refused with. */
export async function refusalOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => null,
    (error: unknown) => error,
  )
}

/** The same directory, acting as a user who signed in. */
export function asUser(ctx: AuthContext, user: Pick<User, 'id' | 'role'>, sessionId = 'ses_any'): AuthContext {
  return { ...ctx, actor: { kind: 'user', userId: user.id, role: user.role, sessionId } }
}

/** The token of the newest mail of its kind that was left for a user. */
export async function linkOf(
  ctx: AuthContext,
  userId: string,
  template: 'verify_email' | 'reset_password' | 'accept_invite',
): Promise<string> {
  const mail = (await mailsOf(userId)).findLast((each) => each.template === template)
  if (!mail) throw new Error(`no mail ${template} for ${userId}`)
  return ctx.oneTimeTokens.tokenFor(String(mail.token_id), template)
}

import { type SQL, sql } from 'drizzle-orm'
import { type DirectoryDatabase, queryOf, type Row, statement } from '../../../core/database.ts'
import { type LockoutRepository, SignInBlocked, type SignInCounters } from '../../../domain/auth/account-ports.ts'
import { FAILURE_DECAY_MS, LOCKOUT_DELAYS } from '../../../domain/auth/lockout.ts'
import { userByEmail } from './auth-repository.ts'
import { toTenant, toUser } from './tenant-row.ts'

const namesOf = ({ account, network }: SignInCounters) =>
  JSON.stringify(network === null ? [account] : [account, network])

const blocked = (counters: SignInCounters, now: number): SQL =>
  sql`who IN (SELECT value FROM json_each(${namesOf(counters)})) AND blocked_until > ${now}`

const blockedQuery = (counters: SignInCounters, now: number) =>
  queryOf(sql`SELECT max(blocked_until) AS until FROM sign_in_failures WHERE ${blocked(counters, now)}`)

const untilOf = (rows: readonly Row[]): number | null => (typeof rows[0]?.until === 'number' ? rows[0].until : null)

/** What the failures come to with one more, after those that time has forgiven. */
const FAILURES = sql.raw(
  `min(${LOCKOUT_DELAYS.length - 1}, 1 + max(0, failures - (excluded.failed_at - failed_at) / ${FAILURE_DECAY_MS}))`,
)
const DELAYS = sql.raw(`'${JSON.stringify(LOCKOUT_DELAYS)}'`)

const failure = (counters: SignInCounters, now: number) =>
  statement(sql`
    INSERT INTO sign_in_failures (who, failures, failed_at, blocked_until)
    SELECT value, 1, ${now}, 0 FROM json_each(${namesOf(counters)})
    WHERE NOT EXISTS (SELECT 1 FROM sign_in_failures WHERE ${blocked(counters, now)})
    ON CONFLICT (who) DO UPDATE SET failures = ${FAILURES}, failed_at = excluded.failed_at,
      blocked_until = excluded.failed_at + json_extract(${DELAYS}, '$[' || ${FAILURES} || ']')`)

/**
 * The counters of failed sign-ins. A sign-in is judged at its commit and not at its read: of many at once, those that commit
 * after the counter was blocked are refused, whether their password was right or not, so that a burst tells no more than
 * tries one after another would.
 */
export function createLockoutRepository(db: DirectoryDatabase): LockoutRepository {
  return {
    async findSignIn(email, counters, now) {
      const [found = [], until = []] = await db.allOf([userByEmail(email), blockedQuery(counters, now)])
      const [row] = found
      return {
        account: row ? { user: toUser(row, 'u_'), tenant: toTenant(row, 't_') } : null,
        blockedUntil: untilOf(until),
      }
    },
    blockedUntil: async (counters, now) => untilOf(await db.all(blockedQuery(counters, now))),
    async countFailure(counters, now) {
      const [before = []] = await db.commit([
        { kind: 'statement', ...blockedQuery(counters, now) },
        failure(counters, now),
      ])
      return untilOf(before)
    },
    assertOpen: (counters, now) =>
      statement(sql`UPDATE sign_in_failures SET who = who WHERE ${blocked(counters, now)}`, {
        expects: { rows: 0, otherwise: () => new SignInBlocked() },
      }),
    clear: ({ account }) => statement(sql`DELETE FROM sign_in_failures WHERE who = ${account}`),
  }
}

import type { Page, PageRequest } from '../page.ts'
import type { Statement } from '../statement.ts'
import type { OneTimePurpose, OneTimeToken } from './ports.ts'
import type { Role } from './role.ts'
import type { RevocationReason } from './session.ts'
import type { Branding, Locale, Tenant, TenantStatus } from './tenant.ts'
import type { User } from './user.ts'

/** A user and the company that the user belongs to. */
export interface Account {
  readonly user: User
  readonly tenant: Tenant
}

/** The counters that a sign-in is held against, each named by a hash. `network` is null where no address is known. */
export interface SignInCounters {
  readonly account: string
  readonly network: string | null
}

/** The counters were blocked by other failures while this sign-in was under way. */
export class SignInBlocked extends Error {
  override readonly name = 'SignInBlocked'
}

/** Failed sign-ins, with the policy of `lockout.ts`. Times in ms UTC. */
export interface LockoutRepository {
  /** Who has this email and until when a counter is blocked (null: it is not). One round trip, the same for everyone. */
  findSignIn(
    email: string,
    counters: SignInCounters,
    now: number,
  ): Promise<{ account: Account | null; blockedUntil: number | null }>
  blockedUntil(counters: SignInCounters, now: number): Promise<number | null>
  /**
   * Counts one failure on each counter. When one of them was blocked meanwhile nothing is counted, and the answer is until
   * when it is; else null. One round trip.
   */
  countFailure(counters: SignInCounters, now: number): Promise<number | null>
  /** The commit throws `SignInBlocked` when a counter is blocked. */
  assertOpen(counters: SignInCounters, now: number): Statement
  /** Forgets the account's failures; those of the address stay. */
  clear(counters: SignInCounters): Statement
}

/** The token was used, is too old, or was made void: nobody is told which. */
export class TokenSpent extends Error {
  override readonly name = 'TokenSpent'
}

/** The user is not as it was read, or the company would be left without an owner. */
export class UserChanged extends Error {
  override readonly name = 'UserChanged'
}

export interface FoundToken extends Account {
  readonly token: OneTimeToken & { readonly usedAt: number | null }
}

/** What mails a link to whoever has an email, if anybody has. */
export interface TokenRequest {
  readonly token: Pick<OneTimeToken, 'id' | 'createdAt' | 'expiresAt'> & { readonly purpose: OneTimePurpose }
  readonly email: string
  readonly outboxId: string
  readonly audit: { readonly id: string; readonly action: string; readonly address: string | null }
  /** Only for an address that is not verified yet. */
  readonly unverifiedOnly: boolean
  /** No more than so many to one user since that time. */
  readonly most: number
  readonly since: number
}

/** One sign-in that is live, by its family. */
export interface LiveSession {
  /** The id of the current token's row: pages are kept in its order. */
  readonly id: string
  readonly familyId: string
  readonly userAgent: string | null
  readonly address: string | null
  readonly startedAt: number
  readonly lastUsedAt: number
  readonly expiresAt: number
}

type UserKey = Pick<User, 'tenantId' | 'id'>

/** What happens to accounts after they were made. Each read is one round trip; times in ms UTC. */
export interface AccountRepository {
  findAccount(tenantId: string, userId: string): Promise<Account | null>
  findToken(tokenId: string): Promise<FoundToken | null>
  /** The commit throws `TokenSpent` unless the token is good at `now`: of two at once, one wins. */
  spendToken(token: OneTimeToken, now: number): Statement
  voidTokens(user: UserKey, purposes: readonly OneTimePurpose[], now: number): Statement
  /** The token, its mail and an audit line, or nothing at all: the same statements whether anybody has the email or not. */
  mailToken(request: TokenRequest): readonly Statement[]

  /** The commit throws `UserChanged` when the user is inactive by now. */
  verifyEmail(user: UserKey, now: number): Statement
  /** Sets a password and, since its link came by mail, the address as verified. The commit throws `UserChanged` when inactive. */
  resetPassword(user: UserKey, passwordHash: string, now: number): Statement
  /** The commit throws `UserChanged` when the invitation was accepted or the user deactivated meanwhile. */
  acceptInvite(user: UserKey, accepted: { passwordHash: string; name: string }, now: number): Statement
  renameUser(user: UserKey, name: string): Statement
  /** The commit throws `UserChanged` when `before` no longer holds or no other owner would be left. */
  changeUser(before: User, after: { role: Role; isActive: boolean }): Statement
  /** `otherOwner`: whether another owner can sign in. */
  findUserForChange(tenantId: string, userId: string): Promise<{ user: User; otherOwner: boolean } | null>
  listUsers(tenantId: string, page: PageRequest): Promise<Page<User>>

  listSessions(user: UserKey, now: number, page: PageRequest): Promise<Page<LiveSession>>
  /** The commit throws `not_found` when it is not a live sign-in of this user. */
  endSession(user: UserKey, familyId: string, reason: RevocationReason, now: number): Statement
  /** Ends all sign-ins of a user but `except`. */
  endSessions(user: UserKey, reason: RevocationReason, now: number, except?: string): Statement
  /** The families that were ended for that reason at that time. */
  endedFamilies(user: UserKey, reason: RevocationReason, at: number): Promise<readonly string[]>
}

/** One stored setting; `value` of a credential is its JWE. */
export interface TenantSetting {
  readonly name: string
  readonly value: string
  readonly updatedAt: number
}

export interface TenantProfileChange {
  readonly name?: string | undefined
  readonly locale?: Locale | undefined
  readonly branding?: { readonly [field in keyof Branding]?: Branding[field] | undefined } | undefined
  readonly corsOrigins?: readonly string[] | undefined
}

export interface TenantRepository {
  /** The company and how its messages are sent. One round trip. */
  find(tenantId: string): Promise<{ tenant: Tenant; settings: readonly TenantSetting[] } | null>
  /** Changes the fields that are given and no others. */
  update(tenantId: string, change: TenantProfileChange): readonly Statement[]
  putSettings(tenantId: string, settings: readonly TenantSetting[]): readonly Statement[]
  removeSettings(tenantId: string, names: readonly string[]): readonly Statement[]
  /** Puts another text of the same secret in its place; nothing when the secret was changed meanwhile. */
  replaceSetting(tenantId: string, name: string, was: string, value: string): Statement
  /** Nothing when it has that status already. */
  setStatus(tenantId: string, status: TenantStatus): Statement
}

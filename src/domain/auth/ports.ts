import type { AuditEntry } from '../audit.ts'
import type { Page, PageRequest } from '../page.ts'
import type { Statement } from '../statement.ts'
import type { ApiKey } from './api-key.ts'
import type { OAuthCode, OAuthProfile, OAuthRefusal, OAuthStart } from './oauth.ts'
import type { Role } from './role.ts'
import type { RevocationReason, Session } from './session.ts'
import type { Tenant } from './tenant.ts'
import type { TenantDomain } from './tenant-domain.ts'
import type { User } from './user.ts'

/** Who an access token speaks for. `sessionId` is the refresh family, which outlives rotation. */
export interface AccessClaims {
  readonly userId: string
  readonly tenantId: string
  readonly role: Role
  readonly sessionId: string
  /** When it was signed, ms UTC; known of a token that was verified. */
  readonly issuedAt?: number
}

export interface JwtService {
  /** A signed access token and the seconds it lives. `now` in ms. */
  sign(claims: AccessClaims, now: number): Promise<{ token: string; expiresIn: number }>
  /** The claims of a good token, or null for any other: why it is bad is nobody's business. `now` in ms. */
  verify(token: string, now: number): Promise<AccessClaims | null>
  /** The public keys, several while they rotate (RFC 7517). */
  publicKeys(): Promise<{ keys: readonly Readonly<Record<string, unknown>>[] }>
}

export interface PasswordService {
  hash(password: string): Promise<string>
  /** With `hash` null the same work is done and the answer is no: an unknown account costs what a known one costs. */
  verify(password: string, hash: string | null): Promise<{ ok: boolean; needsRehash: boolean }>
}

/** Refresh tokens: opaque to clients, kept as a hash. */
export interface SessionService {
  newToken(): Promise<{ token: string; hash: string }>
  hashOf(token: string): Promise<string>
}

/** Secrets at rest: encrypted under a key with an id, bound to the tenant and the field they belong to. */
export interface TokenEncryption {
  encrypt(plaintext: string, bound: { tenantId: string; field: string }): Promise<string>
  /** Throws when the text was made for another tenant or field, or under a key that is gone. */
  decrypt(jwe: string, bound: { tenantId: string; field: string }): Promise<string>
  /** Whether it lies under a key that is no longer the first. */
  needsReencryption(jwe: string): Promise<boolean>
}

/** A token that is mailed once. It is derived from its id and a server key, so nothing secret lies in a table or a queue. */
export interface OneTimeTokens {
  tokenFor(id: string, purpose: OneTimePurpose): Promise<string>
  /** The id inside a token that we made for this purpose, or null. */
  idOf(token: string, purpose: OneTimePurpose): Promise<string | null>
}
export type OneTimePurpose =
  | 'verify_email'
  | 'reset_password'
  | 'accept_invite'
  | 'oauth_code'
  | 'flight_alert'
  /** Not mailed: the refresh token that follows another. */
  | 'next_refresh_token'

/** The row behind a token that is mailed. Times in ms. */
export interface OneTimeToken {
  readonly id: string
  readonly purpose: OneTimePurpose
  readonly tenantId: string
  readonly userId: string
  readonly createdAt: number
  readonly expiresAt: number
}

/** A refresh token's session, whose it is, and the session that followed it when it was rotated. */
export interface FoundSession {
  readonly session: Session
  readonly user: User
  readonly tenant: Tenant
  readonly successor: Session | null
}

/** Another request rotated the session or ended its family first: read it again. */
export class SessionMoved extends Error {
  override readonly name = 'SessionMoved'
}

/** Another tenant has this code: try one more. */
export class TenantCodeTaken extends Error {
  override readonly name = 'TenantCodeTaken'
}

export interface AuthRepository {
  findUserByEmail(email: string): Promise<{ user: User; tenant: Tenant } | null>
  findUser(tenantId: string, userId: string): Promise<User | null>
  findTenant(tenantId: string): Promise<Tenant | null>
  findTenantByCode(code: string): Promise<Tenant | null>
  /** One round trip. */
  findSession(tokenHash: string): Promise<FoundSession | null>
  /** The commit throws `TenantCodeTaken` when the code or the slug is another's. */
  insertTenant(tenant: Tenant): Statement
  /** The commit throws `conflict` with the pointer /email when there is such an account. */
  insertUser(user: User): Statement
  /** The commit throws `unauthenticated` when the password is no longer the one `user` was read with. */
  setPasswordHash(user: User, hash: string): Statement
  insertSession(session: Session): Statement
  /** The commit throws `unauthenticated` when the user was deactivated or has another password than `user` was read with. */
  insertSessionFor(session: Session, user: User): Statement
  /** The commit throws `SessionMoved` when the session was rotated or revoked meanwhile. */
  rotateSession(session: Session, now: number): Statement
  /** Ends what is left of a family; ending it again changes nothing. */
  revokeFamily(familyId: string, reason: RevocationReason, now: number): Statement
  /** The same for whoever must be the one that ended it: the commit throws `SessionMoved` when it had ended already. */
  revokeLiveFamily(familyId: string, reason: RevocationReason, now: number): Statement
  insertOneTimeToken(token: OneTimeToken): Statement
  /** Audit rows of accounts stand beside them, under their tenant, which is known only once the account is. */
  recordAudit(tenantId: string, entry: AuditEntry): Statement
}

export interface ApiKeyRepository {
  /** Newest first. */
  list(tenantId: string, page: PageRequest): Promise<Page<ApiKey>>
  find(tenantId: string, id: string): Promise<ApiKey | null>
  findByHash(keyHash: string): Promise<ApiKey | null>
  insert(key: ApiKey): Statement
  /** The commit throws `not_found` when the key is gone already. */
  remove(key: ApiKey): Statement
  /** That a key was used (ms UTC), unless as much was written within the minute before. */
  touch(key: ApiKey, now: number): Promise<void>
}

export interface DomainRepository {
  /** Newest first. */
  list(tenantId: string, page: PageRequest): Promise<Page<TenantDomain>>
  find(tenantId: string, id: string): Promise<TenantDomain | null>
  /** The company whose verified host name this is. */
  findTenantId(host: string): Promise<string | null>
  /** The commit throws `conflict` with the pointer /host when the tenant has claimed it already. */
  insert(domain: TenantDomain): Statement
  /** The commit throws `conflict` when another company has shown that the name is theirs, or this claim is gone. */
  verify(domain: TenantDomain): Statement
  /** The commit throws `not_found` when it is gone already. */
  remove(domain: TenantDomain): Statement
}

/** What a host name's owner has published. Both throw `ProofUnavailable` when nobody answers. */
export interface DomainProofs {
  /** The texts of the TXT records at a name. */
  txt(name: string): Promise<readonly string[]>
  /** The head of a file on the host, or null when there is none. */
  file(host: string, path: string): Promise<string | null>
}

/** The resolver or the host did not answer: that shows nothing either way. */
export class ProofUnavailable extends Error {
  override readonly name = 'ProofUnavailable'
}

/** The providers that the deployment is configured with. */
export interface OAuthProviders {
  find(name: string): OAuthProvider | null
  /** Where a browser may be sent back to, compared character by character. */
  readonly returnUrls: readonly string[]
}

/** One provider, spoken to by authorization code with PKCE (RFC 6749, 7636; OpenID Connect Core 1.0). Both throw `OAuthRefused`. */
export interface OAuthProvider {
  authorizationUrl(request: {
    readonly state: string
    readonly nonce: string
    readonly codeVerifier: string
    readonly redirectUri: string
  }): Promise<string>
  /** Who signed in, by what the browser brought back in the query. The provider's tokens are forgotten after it. */
  profile(callback: {
    readonly query: string
    readonly state: string
    readonly nonce: string
    readonly codeVerifier: string
    readonly redirectUri: string
  }): Promise<OAuthProfile>
}

/** A provider said no, or something that cannot be believed. `detail` is a word for the log, never a token. */
export class OAuthRefused extends Error {
  override readonly name = 'OAuthRefused'
  readonly reason: OAuthRefusal
  readonly detail: string

  constructor(reason: OAuthRefusal, detail: string) {
    super(`${reason}: ${detail}`)
    this.reason = reason
    this.detail = detail
  }
}

/** Another request linked the provider's account first: look again. */
export class OAuthAccountTaken extends Error {
  override readonly name = 'OAuthAccountTaken'
}

export interface OAuthRepository {
  insertStart(start: OAuthStart): Statement
  /** Takes the start away: of two that come back with the same state, one gets it. Null when it is gone, old or another browser's. */
  claimStart(start: Pick<OAuthStart, 'stateHash' | 'browserHash' | 'provider'>, now: number): Promise<OAuthStart | null>
  findUser(issuer: string, subject: string): Promise<{ user: User; tenant: Tenant } | null>
  /** The commit throws `OAuthAccountTaken`. */
  insertAccount(profile: Pick<OAuthProfile, 'issuer' | 'subject'>, user: User, now: number): Statement
  insertCode(code: OAuthCode): Statement
  findCode(codeHash: string): Promise<{ code: OAuthCode; user: User; tenant: Tenant } | null>
  /** The commit throws `unauthenticated` when the code was exchanged meanwhile. */
  takeCode(code: OAuthCode): Statement
}

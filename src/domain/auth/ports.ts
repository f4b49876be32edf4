import type { Statement } from '../statement.ts'
import type { Role } from './role.ts'
import type { RevocationReason, Session } from './session.ts'
import type { Tenant } from './tenant.ts'
import type { User } from './user.ts'

/** Who an access token speaks for. `sessionId` is the refresh family, which outlives rotation. */
export interface AccessClaims {
  readonly userId: string
  readonly tenantId: string
  readonly role: Role
  readonly sessionId: string
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
}

/** A token that is mailed once. It is derived from its id and a server key, so nothing secret lies in a table or a queue. */
export interface OneTimeTokens {
  tokenFor(id: string, purpose: OneTimePurpose): Promise<string>
  /** The id inside a token that we made for this purpose, or null. */
  idOf(token: string, purpose: OneTimePurpose): Promise<string | null>
}
export type OneTimePurpose = 'verify_email' | 'reset_password' | 'accept_invite' | 'oauth_code' | 'socket_ticket'

export interface AuthRepository {
  findUserByEmail(email: string): Promise<{ user: User; tenant: Tenant } | null>
  findUser(tenantId: string, userId: string): Promise<User | null>
  findTenant(tenantId: string): Promise<Tenant | null>
  findTenantByCode(code: string): Promise<Tenant | null>
  /** The session of a refresh token's hash, its user and tenant, and whether a token that came of it was ever used. One round trip. */
  findSession(
    tokenHash: string,
  ): Promise<{ session: Session; user: User; tenant: Tenant; successorUsed: boolean } | null>
  insertTenant(tenant: Tenant): Statement
  insertUser(user: User): Statement
  setPasswordHash(user: User, hash: string): Statement
  insertSession(session: Session): Statement
  /** Fails the commit when the session was revoked meanwhile. */
  rotateSession(session: Session, now: number): Statement
  revokeFamily(familyId: string, reason: RevocationReason, now: number): Statement
}

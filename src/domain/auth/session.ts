export type RevocationReason = 'logout' | 'rotated' | 'reuse_detected' | 'password_changed' | 'admin'

/** Days a refresh token lives; each use makes a new one and starts the days anew. */
export const REFRESH_TOKEN_DAYS = 7
/** A lost answer must not sign anyone out: for so long the previous token still works, if the new one was never used. */
export const ROTATION_GRACE_MS = 30_000

/**
 * One refresh token of a family. A family is one sign-in on one device; `id` names the family's current token.
 * `familyId` is what an access token carries as `sid`, so that it survives rotation.
 */
export interface Session {
  readonly id: string
  readonly familyId: string
  readonly userId: string
  readonly tenantId: string
  readonly tokenHash: string
  readonly rotatedFrom: string | null
  readonly userAgent: string | null
  readonly address: string | null
  readonly createdAt: number
  readonly lastUsedAt: number
  readonly expiresAt: number
  readonly revokedAt: number | null
  readonly revokedReason: RevocationReason | null
}

export type SessionVerdict = 'live' | 'expired' | 'revoked' | 'grace' | 'reused'

export const Session = {
  /** The first session of a new family, or with `rotatedFrom` the next one of its family. */
  create(input: {
    id: string
    userId: string
    tenantId: string
    tokenHash: string
    now: number
    userAgent?: string | null
    address?: string | null
    rotatedFrom?: Session
  }): Session {
    return Object.freeze({
      id: input.id,
      familyId: input.rotatedFrom?.familyId ?? input.id,
      userId: input.userId,
      tenantId: input.tenantId,
      tokenHash: input.tokenHash,
      rotatedFrom: input.rotatedFrom?.id ?? null,
      userAgent: input.userAgent ?? null,
      address: input.address ?? null,
      createdAt: input.now,
      lastUsedAt: input.now,
      expiresAt: input.now + REFRESH_TOKEN_DAYS * 86_400_000,
      revokedAt: null,
      revokedReason: null,
    })
  },

  /**
   * What a presented refresh token is worth now.
   * - `live`: rotate it.
   * - `grace`: it was rotated moments ago and its successor was never used: the answer was lost; rotate again.
   * - `reused`: it was rotated and its successor is in use: somebody else holds a copy; end the family.
   * @param successorUsed whether any token that came of this one has been used
   */
  judge(session: Session, now: number, successorUsed: boolean): SessionVerdict {
    if (session.revokedAt === null) return now < session.expiresAt ? 'live' : 'expired'
    if (session.revokedReason !== 'rotated') return 'revoked'
    if (!successorUsed && now - session.revokedAt <= ROTATION_GRACE_MS) return 'grace'
    return 'reused'
  },
}

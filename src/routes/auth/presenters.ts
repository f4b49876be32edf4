import type { z } from '@hono/zod-openapi'
import type { LiveSession } from '../../domain/auth/account-ports.ts'
import type { User } from '../../domain/auth/user.ts'
import type { SignedIn, TokenPair } from '../../use-cases/auth/sign-in.ts'
import { timeText } from '../fields.ts'
import type { SessionSchema } from './account-schemas.ts'
import type { SignedInSchema, TokenPairSchema, UserSchema } from './schemas.ts'

/** A user as the wire shows one: never the password's hash. The same in all versions. */
export function presentUser(user: User): z.infer<typeof UserSchema> {
  return {
    id: user.id,
    email: user.email,
    name: user.name,
    role: user.role,
    is_active: user.isActive,
    email_verified: user.emailVerifiedAt !== null,
    tenant_id: user.tenantId,
  }
}

/** A token answer as OAuth 2.0 writes it (RFC 6749 section 5.1). */
export function presentTokens(tokens: TokenPair): z.infer<typeof TokenPairSchema> {
  return {
    access_token: tokens.accessToken,
    refresh_token: tokens.refreshToken,
    token_type: 'bearer',
    expires_in: tokens.expiresIn,
  }
}

/** @param current the family whose token asks */
export function presentSession(session: LiveSession, current: string): z.infer<typeof SessionSchema> {
  return {
    id: session.familyId,
    current: session.familyId === current,
    user_agent: session.userAgent,
    address: session.address,
    created_at: timeText(session.startedAt),
    last_used_at: timeText(session.lastUsedAt),
    expires_at: timeText(session.expiresAt),
  }
}

export function presentSignedIn({ tokens, user }: SignedIn): z.infer<typeof SignedInSchema> {
  return { ...presentTokens(tokens), user: presentUser(user) }
}

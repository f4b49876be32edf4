import type { z } from '@hono/zod-openapi'
import type { User } from '../../domain/auth/user.ts'
import type { SignedIn, TokenPair } from '../../use-cases/auth/sign-in.ts'
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

export function presentSignedIn({ tokens, user }: SignedIn): z.infer<typeof SignedInSchema> {
  return { ...presentTokens(tokens), user: presentUser(user) }
}

import { type JWTPayload, jwtVerify, SignJWT } from 'jose'
import { loadSigningKeys, type PublicJwk, type SigningKeys } from './keys.ts'
import { isCanonicalBase64url } from './signatures.ts'

/** Seconds an access token lives. */
export const ACCESS_TOKEN_SECONDS = 900
/** Seconds by which two clocks may differ. */
const CLOCK_TOLERANCE_SECONDS = 30
const AUDIENCE = 'aircourier'
/** RFC 9068 section 2.1: so that no other kind of JWT passes for an access token. */
const TYPE = 'at+jwt'

export interface AccessTokenClaims<R extends string> {
  readonly userId: string
  readonly tenantId: string
  readonly role: R
  readonly sessionId: string
  /** When it was signed, ms UTC (whole seconds). `verify` tells it; `sign` takes its own `now`. */
  readonly issuedAt?: number
}

export interface AccessTokens<R extends string> {
  sign(claims: AccessTokenClaims<R>, now: number): Promise<{ token: string; expiresIn: number }>
  verify(token: string, now: number): Promise<AccessTokenClaims<R> | null>
  publicKeys(): Promise<{ keys: readonly PublicJwk[] }>
}

/**
 * Access tokens: JWTs (RFC 7519) in the profile of RFC 9068, signed with Ed25519 (`EdDSA`, RFC 8037), good for
 * 900 seconds, read with 30 seconds of clock skew. `now` is in milliseconds.
 * `verify` answers null for whatever is wrong with a token and throws only for a broken configuration.
 * @param options.jwks the text of `JWT_PRIVATE_JWKS`
 * @param options.issuer the deployment's own URL
 * @param options.roles the roles there are; a token with any other is refused
 */
export function createJwtService<R extends string>(options: {
  jwks: string
  issuer: string
  roles: readonly R[]
}): AccessTokens<R> {
  const { jwks, issuer, roles } = options
  return {
    async sign(claims, now) {
      const { current } = await loadSigningKeys(jwks)
      const issuedAt = Math.floor(now / 1000)
      const token = await new SignJWT({ tid: claims.tenantId, role: claims.role, sid: claims.sessionId })
        .setProtectedHeader({ alg: 'EdDSA', typ: TYPE, kid: current.kid })
        .setIssuer(issuer)
        .setAudience(AUDIENCE)
        .setSubject(claims.userId)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + ACCESS_TOKEN_SECONDS)
        .setJti(crypto.randomUUID())
        .sign(current.key)
      return { token, expiresIn: ACCESS_TOKEN_SECONDS }
    },

    async verify(token, now) {
      const keys = await loadSigningKeys(jwks)
      const payload = await payloadOf(token, keys, issuer, now)
      return payload === null ? null : claimsOf(payload, roles)
    },

    async publicKeys() {
      return { keys: (await loadSigningKeys(jwks)).publicJwks }
    },
  }
}

async function payloadOf(token: string, keys: SigningKeys, issuer: string, now: number): Promise<JWTPayload | null> {
  if (!token.split('.').every(isCanonicalBase64url)) return null
  try {
    const { payload } = await jwtVerify(token, ({ kid }) => keyOf(keys, kid), {
      algorithms: ['EdDSA'],
      typ: TYPE,
      issuer,
      audience: AUDIENCE,
      requiredClaims: ['exp'],
      // Also what refuses an `iat` that lies ahead.
      maxTokenAge: ACCESS_TOKEN_SECONDS,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: new Date(now),
    })
    return payload
  } catch {
    return null
  }
}

function keyOf(keys: SigningKeys, kid: string | undefined): CryptoKey {
  const key = kid === undefined ? undefined : keys.verifying.get(kid)
  if (key === undefined) throw new Error('unknown kid')
  return key
}

function claimsOf<R extends string>(payload: JWTPayload, roles: readonly R[]): AccessTokenClaims<R> | null {
  const { sub, tid, sid, jti, iat } = payload
  const role = roles.find((known) => known === payload.role)
  if (role === undefined || !isId(sub) || !isId(tid) || !isId(sid) || !isId(jti) || iat === undefined) return null
  return { userId: sub, tenantId: tid, role, sessionId: sid, issuedAt: iat * 1000 }
}

function isId(claim: unknown): claim is string {
  return typeof claim === 'string' && claim !== ''
}

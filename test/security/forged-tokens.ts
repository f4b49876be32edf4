import { env } from 'cloudflare:workers'
import { CompactSign, importJWK, type JWK, SignJWT, UnsecuredJWT } from 'jose'

interface Claims {
  readonly userId: string
  readonly tenantId: string
  readonly role: string
}

const keys = (): JWK[] => JSON.parse((env as unknown as { JWT_PRIVATE_JWKS: string }).JWT_PRIVATE_JWKS).keys
const ISSUER = 'https://aircourier.test'

/** A token as the house makes them, but for what `wrong` changes. */
async function token(
  claims: Claims,
  wrong: { issuer?: string; audience?: string; issuedAt?: number; typ?: string; kid?: string; jwk?: JWK } = {},
): Promise<string> {
  const [first] = keys()
  if (!first) throw new Error('the test keys are gone')
  const now = wrong.issuedAt ?? Math.floor(Date.now() / 1000)
  return new SignJWT({
    tid: claims.tenantId,
    role: claims.role,
    sid: 'ses_01jd3v6q9m2ae4x8r7t5y0b1cz',
    jti: crypto.randomUUID(),
  })
    .setProtectedHeader({ alg: 'EdDSA', typ: wrong.typ ?? 'at+jwt', kid: wrong.kid ?? first.kid ?? '' })
    .setIssuer(wrong.issuer ?? ISSUER)
    .setAudience(wrong.audience ?? 'aircourier')
    .setSubject(claims.userId)
    .setIssuedAt(now)
    .setExpirationTime(now + 900)
    .sign(await importJWK(wrong.jwk ?? first, 'EdDSA'))
}

/** A good token for any role: what a user of that role would hold. */
export const tokenFor = (claims: Claims): Promise<string> => token(claims)

/** Tokens that must open nothing, by what is wrong with them. */
export async function forgedTokens(claims: Claims): Promise<Readonly<Record<string, string>>> {
  const [own] = keys()
  const { publicKey: _public, privateKey } = (await crypto.subtle.generateKey('Ed25519', true, [
    'sign',
    'verify',
  ])) as CryptoKeyPair
  const foreign = (await crypto.subtle.exportKey('jwk', privateKey)) as JWK
  const now = Math.floor(Date.now() / 1000)
  const payload = {
    tid: claims.tenantId,
    role: 'owner',
    sid: 'ses_x',
    sub: claims.userId,
    iss: ISSUER,
    aud: 'aircourier',
    iat: now,
    exp: now + 900,
  }
  const { d: _d, ...publicJwk } = own ?? {}
  const publicText = new TextEncoder().encode(JSON.stringify(publicJwk))
  const good = await token(claims)
  return {
    'no token at all': '',
    'a bad one': 'nonsense',
    'alg none': new UnsecuredJWT(payload).encode(),
    'HS256 with the public key': await new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: own?.kid ?? '' })
      .sign(publicText),
    'an expired one': await token(claims, { issuedAt: now - 3600 }),
    'one of another issuer': await token(claims, { issuer: 'https://elsewhere.example' }),
    'one for another audience': await token(claims, { audience: 'elsewhere' }),
    'one of another kind': await token(claims, { typ: 'JWT' }),
    'one of an unknown key': await token(claims, { jwk: foreign, kid: 'unknown' }),
    'one of another key under our name': await token(claims, { jwk: foreign }),
    'one whose role was changed': `${good.split('.')[0]}.${btoa(JSON.stringify(payload)).replace(/=+$/, '')}.${good.split('.')[2]}`,
    'an API key nobody made': `ack_live_${'A'.repeat(43)}`,
  }
}

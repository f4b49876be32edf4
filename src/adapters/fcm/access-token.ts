import { importPKCS8, SignJWT } from 'jose'
import { z } from 'zod'
import { DeliveryFailure } from '../../domain/notifications/delivery-failure.ts'
import { readHead } from '../domains/read-head.ts'
import { retryAfterSeconds } from '../flights/retry-after.ts'
import type { ServiceAccount } from './service-account.ts'

export interface AccessToken {
  readonly value: string
  /** ms since 1970. */
  readonly expiresAt: number
}

/** Where an account's token is asked for, and how long that may take. */
export interface TokenEndpoint {
  readonly url: string
  readonly fetch: typeof fetch
  readonly timeoutMs: number
}

const SCOPE = 'https://www.googleapis.com/auth/firebase.messaging'
/** Whom assertions are for, wherever they are posted: a gateway in between hands them on. */
const AUDIENCE = 'https://oauth2.googleapis.com/token'
const LIFE_SECONDS = 3600
const LONGEST_ANSWER = 65_536

const TokenSchema = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]{1,8192}$/),
  expires_in: z.number().positive().max(86_400),
})

async function assertionOf(account: ServiceAccount, now: number): Promise<string> {
  const issuedAt = Math.floor(now / 1000)
  try {
    return await new SignJWT({ scope: SCOPE })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: account.keyId })
      .setIssuer(account.clientEmail)
      .setAudience(AUDIENCE)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + LIFE_SECONDS)
      .sign(await importPKCS8(account.privateKey, 'RS256'))
  } catch {
    throw new DeliveryFailure('credentials', 'The private key of the Firebase service account cannot be read.')
  }
}

function parsed(text: string): z.output<typeof TokenSchema> | null {
  try {
    return TokenSchema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}

/**
 * A new access token by the OAuth 2.0 flow of service accounts (RFC 7523, 2.1). Nothing was sent to anyone yet, so what may be over by
 * itself is simply to be tried again.
 * @param now ms since 1970
 * @throws DeliveryFailure `credentials` for a key that cannot be read or is refused; `transient` for no answer, 429 and 5xx
 */
export async function mintAccessToken(
  account: ServiceAccount,
  endpoint: TokenEndpoint,
  now: number,
): Promise<AccessToken> {
  const assertion = await assertionOf(account, now)
  let response: Response
  let text: string
  try {
    response = await endpoint.fetch(endpoint.url, {
      method: 'POST',
      // An assertion is a credential: it follows no redirect.
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }).toString(),
      signal: AbortSignal.timeout(endpoint.timeoutMs),
    })
    text = await readHead(response, LONGEST_ANSWER)
  } catch {
    throw new DeliveryFailure('transient', 'Google’s token endpoint did not answer, or not to the end.')
  }
  const { status, headers } = response
  if (status === 408 || status === 429 || status >= 500) {
    const wait = retryAfterSeconds(headers, now)
    throw new DeliveryFailure('transient', `Google’s token endpoint answered ${status}.`, wait)
  }
  if (!response.ok) {
    throw new DeliveryFailure('credentials', `Google refused the Firebase service account’s key with ${status}.`)
  }
  const token = parsed(text)
  if (!token)
    throw new DeliveryFailure('transient', 'Google’s token endpoint answered with something that is no token.')
  return { value: token.access_token, expiresAt: now + token.expires_in * 1000 }
}

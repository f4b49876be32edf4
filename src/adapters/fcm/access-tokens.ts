import { sha256Hex } from '../../core/security/signatures.ts'
import { type AccessToken, mintAccessToken, type TokenEndpoint } from './access-token.ts'
import type { ServiceAccount } from './service-account.ts'

/** The token that all isolates share. Failures of it cost a request for a token of one's own, and nothing else. */
export interface AccessTokenStore {
  /** The token kept for this key. */
  find(fingerprint: string): Promise<AccessToken | null>
  keep(fingerprint: string, token: AccessToken): Promise<void>
}

export interface AccessTokens {
  /**
   * A token that is good for some minutes more: the isolate's, the shared one, or a new one. However many ask at once, one goes out
   * for them.
   * @param refused a token that the provider does not take any more, whatever it said of its end
   * @throws what `mintAccessToken` throws
   */
  get(refused?: string): Promise<AccessToken>
}

interface Held {
  token: AccessToken | null
  pending: Promise<AccessToken> | null
}

/** A token is renewed so long before its end. */
const MARGIN_MS = 300_000
const MOST_HELD = 500

/** Per isolate, by the key that the token is for. */
const isolate = new Map<string, Held>()

function heldFor(fingerprint: string): Held {
  const known = isolate.get(fingerprint)
  if (known) return known
  if (isolate.size >= MOST_HELD) isolate.clear()
  const made: Held = { token: null, pending: null }
  isolate.set(fingerprint, made)
  return made
}

export interface AccessTokensOptions {
  readonly account: ServiceAccount
  readonly endpoint: TokenEndpoint
  readonly store: AccessTokenStore
  /** ms since 1970. */
  readonly now: () => number
}

export function createAccessTokens({ account, endpoint, store, now }: AccessTokensOptions): AccessTokens {
  const fingerprint = sha256Hex(JSON.stringify([endpoint.url, account.clientEmail, account.keyId, account.privateKey]))
  const isGood = (token: AccessToken | null, refused: string | undefined): token is AccessToken =>
    token !== null && token.value !== refused && token.expiresAt - MARGIN_MS > now()

  async function obtain(refused: string | undefined): Promise<AccessToken> {
    const shared = await store.find(fingerprint).catch(() => null)
    if (isGood(shared, refused)) return shared
    const minted = await mintAccessToken(account, endpoint, now())
    await store.keep(fingerprint, minted).catch(() => undefined)
    return minted
  }

  function begin(held: Held, refused: string | undefined): Promise<AccessToken> {
    const pending = obtain(refused)
      .then((token) => {
        held.token = token
        return token
      })
      .finally(() => {
        if (held.pending === pending) held.pending = null
      })
    held.pending = pending
    return pending
  }

  return {
    async get(refused) {
      const held = heldFor(fingerprint)
      if (isGood(held.token, refused)) return held.token
      if (held.pending === null) return begin(held, refused)
      // What another request of this isolate began ends with that request, perhaps without a word: nobody waits for it for good.
      const token = await firstOf(held.pending, endpoint.timeoutMs + 1_000)
      return isGood(token, refused) ? token : begin(held, refused)
    },
  }
}

/** The promise's value, or null when it takes longer. Throws what the promise throws in time. */
async function firstOf<T>(promise: Promise<T>, ms: number): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

import { Buffer } from 'node:buffer'
import { type EncryptionKey, loadEncryptionKeys, oncePerIsolate } from './keys.ts'
import { timingSafeEqual } from './signatures.ts'

export interface PurposeTokens {
  tokenFor(id: string, purpose: string): Promise<string>
  idOf(token: string, purpose: string): Promise<string | null>
}

type MacKeys = readonly [CryptoKey, ...CryptoKey[]]

const loadMacKeys = oncePerIsolate<MacKeys>(async (raw) => {
  const [first, ...others] = await loadEncryptionKeys(raw)
  return [await macKey(first), ...(await Promise.all(others.map(macKey)))]
})

/**
 * Tokens that are computed from an id: `<id>.<base64url of HMAC-SHA256(key, purpose ':' id)>`. The key comes from an
 * encryption key by HKDF-SHA256 (RFC 5869): the first makes tokens, any of the set recognises them. Whether a token
 * is still good (its age, its use) is for the row behind the id to say.
 *
 * `idOf` answers null for a token that is altered, foreign or for another purpose. A purpose holds no colon.
 * @param options.keys the text of `ENCRYPTION_KEYS`
 */
export function createOneTimeTokens(options: { keys: string }): PurposeTokens {
  return {
    async tokenFor(id, purpose) {
      const [first] = await loadMacKeys(options.keys)
      return mint(first, id, purpose)
    },

    async idOf(token, purpose) {
      const id = token.slice(0, Math.max(0, token.lastIndexOf('.')))
      if (id === '') return null
      for (const key of await loadMacKeys(options.keys)) {
        if (timingSafeEqual(token, await mint(key, id, purpose))) return id
      }
      return null
    },
  }
}

async function mint(key: CryptoKey, id: string, purpose: string): Promise<string> {
  const mac = await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(`${purpose}:${id}`))
  return `${id}.${Buffer.from(mac).toString('base64url')}`
}

/** No salt: the seed is uniformly random already. `info` keeps these keys apart from any others made of it. */
function macKey({ seed }: EncryptionKey): Promise<CryptoKey> {
  const hkdf = {
    name: 'HKDF',
    hash: 'SHA-256',
    salt: new Uint8Array(0),
    info: new TextEncoder().encode('aircourier one-time tokens v1'),
  }
  return crypto.subtle.deriveKey(hkdf, seed, { name: 'HMAC', hash: 'SHA-256', length: 256 }, false, ['sign'])
}

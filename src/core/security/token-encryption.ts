import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose'
import { loadEncryptionKeys } from './keys.ts'
import { isCanonicalBase64url } from './signatures.ts'

/** Where a secret belongs. */
export interface SecretPlace {
  readonly tenantId: string
  readonly field: string
}

export interface SecretEncryption {
  encrypt(plaintext: string, bound: SecretPlace): Promise<string>
  decrypt(jwe: string, bound: SecretPlace): Promise<string>
  /** Whether it was encrypted under a key that is no longer the first: decrypt and encrypt it again. Throws like `decrypt` for what is no JWE. */
  needsReencryption(jwe: string): Promise<boolean>
}

/**
 * Secrets at rest as compact JWEs (RFC 7516), `dir` and `A256GCM` (RFC 7518). The protected header, which the cipher
 * authenticates, names key (`kid`), tenant (`tid`) and field (`fld`), so a secret moved to another row is refused.
 * Plaintext must be well-formed Unicode.
 *
 * `decrypt` throws an Error when the text was altered, belongs to another tenant or field, or its key is gone.
 * @param options.keys the text of `ENCRYPTION_KEYS`
 */
export function createTokenEncryption(options: { keys: string }): SecretEncryption {
  return {
    async encrypt(plaintext, bound) {
      const [first] = await loadEncryptionKeys(options.keys)
      return new CompactEncrypt(new TextEncoder().encode(plaintext))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: first.kid, tid: bound.tenantId, fld: bound.field })
        .encrypt(first.cipher)
    },

    async decrypt(jwe, bound) {
      const keys = await loadEncryptionKeys(options.keys)
      const kid = kidOf(jwe)
      const key = keys.find((candidate) => candidate.kid === kid)
      if (key === undefined) {
        throw new Error(
          'This secret was encrypted under a key that ENCRYPTION_KEYS no longer holds: put that key back.',
        )
      }
      const { plaintext, header } = await open(jwe, key.cipher)
      if (header.tid !== bound.tenantId || header.fld !== bound.field) {
        throw new Error('This secret was encrypted for another tenant or field.')
      }
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(plaintext)
    },

    async needsReencryption(jwe) {
      const [first] = await loadEncryptionKeys(options.keys)
      return kidOf(jwe) !== first.kid
    },
  }
}

function kidOf(jwe: string): unknown {
  try {
    return decodeProtectedHeader(jwe).kid
  } catch {
    throw altered()
  }
}

async function open(jwe: string, key: CryptoKey): Promise<{ plaintext: Uint8Array; header: Record<string, unknown> }> {
  if (!jwe.split('.').every(isCanonicalBase64url)) throw altered()
  try {
    const { plaintext, protectedHeader } = await compactDecrypt(jwe, key, {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
    })
    return { plaintext, header: protectedHeader }
  } catch {
    throw altered()
  }
}

function altered(): Error {
  return new Error('This text is not a secret that was encrypted here, or it was altered since.')
}

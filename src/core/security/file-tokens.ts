import { Buffer } from 'node:buffer'
import { createOneTimeTokens } from './one-time-tokens.ts'

const PURPOSE = 'file'

export interface FileTokens {
  tokenFor(key: string, expiresAt: number): Promise<string>
  keyOf(token: string, now: number): Promise<string | null>
}

/**
 * Tokens that open one stored file until a time: `<base64url of the key>.<ms in base 36>.<HMAC>`, under the keys and by the
 * construction of one-time tokens, for a purpose of their own. Nothing is stored, so whoever holds one may use it until then.
 *
 * `keyOf` answers null for a token that is altered, foreign, for another purpose, or no longer good at `now` (ms UTC).
 * @param options.keys the text of `ENCRYPTION_KEYS`
 */
export function createFileTokens(options: { keys: string }): FileTokens {
  const tokens = createOneTimeTokens(options)
  return {
    tokenFor: (key, expiresAt) =>
      tokens.tokenFor(`${Buffer.from(key).toString('base64url')}.${expiresAt.toString(36)}`, PURPOSE),

    async keyOf(token, now) {
      const [key = '', expiresAt = ''] = (await tokens.idOf(token, PURPOSE))?.split('.') ?? []
      return Number.parseInt(expiresAt, 36) > now ? Buffer.from(key, 'base64url').toString() : null
    },
  }
}

import { Buffer } from 'node:buffer'
import { sha256Hex } from './signatures.ts'

export interface RefreshTokens {
  newToken(): Promise<{ token: string; hash: string }>
  hashOf(token: string): Promise<string>
}

/**
 * Refresh tokens: `rt_` and 32 random bytes as base64url, kept as the SHA-256 of the whole text in hex.
 * A plain hash is enough: 256 random bits cannot be guessed, so there is nothing to slow down.
 */
export function createSessionService(): RefreshTokens {
  return {
    async newToken() {
      const token = `rt_${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url')}`
      return { token, hash: sha256Hex(token) }
    },

    async hashOf(token) {
      return sha256Hex(token)
    },
  }
}

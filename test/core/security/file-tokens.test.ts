import { describe, it } from 'vitest'
import { createFileTokens } from '../../../src/core/security/file-tokens.ts'
import { createOneTimeTokens } from '../../../src/core/security/one-time-tokens.ts'
import { testSecrets } from '../../harness/secrets.ts'

const NOON = Date.UTC(2026, 10, 23, 12)
const KEY = 'tenants/ten_1/proofs/shp_1/prf_1/photo'
const keysOf = (...kids: readonly string[]) =>
  JSON.stringify({
    keys: kids.map((kid) => ({ kty: 'oct', kid, alg: 'A256GCM', k: kid.repeat(43).slice(0, 42).concat('A') })),
  })

describe('a file token', () => {
  const tokens = createFileTokens({ keys: testSecrets.ENCRYPTION_KEYS })

  it('opens its file until its time, and not at it', async ({ expect }) => {
    const token = await tokens.tokenFor(KEY, NOON)
    expect(token).toMatch(/^[\w-]+\.[0-9a-z]+\.[\w-]{43}$/)
    expect(await tokens.keyOf(token, NOON - 1)).toBe(KEY)
    expect(await tokens.keyOf(token, NOON)).toBeNull()
  })

  it('is none when any character of it is another', async ({ expect }) => {
    const token = await tokens.tokenFor(KEY, NOON)
    for (let at = 0; at < token.length; at++) {
      const altered = `${token.slice(0, at)}${token[at] === 'x' ? 'y' : 'x'}${token.slice(at + 1)}`
      expect(await tokens.keyOf(altered, NOON - 1), altered).toBeNull()
    }
    for (const text of ['', '.', '..', 'a.b.c', `${token}.`, ` ${token}`]) {
      expect(await tokens.keyOf(text, NOON - 1)).toBeNull()
    }
  })

  it('is none of another purpose, nor of keys that are not ours', async ({ expect }) => {
    const mailed = createOneTimeTokens({ keys: testSecrets.ENCRYPTION_KEYS })
    const id = `${btoa(KEY)}.${NOON.toString(36)}`
    expect(await tokens.keyOf(await mailed.tokenFor(id, 'reset_password'), NOON - 1)).toBeNull()
    const foreign = createFileTokens({ keys: keysOf('b') })
    expect(await tokens.keyOf(await foreign.tokenFor(KEY, NOON), NOON - 1)).toBeNull()
  })

  it('outlives the rotation of keys', async ({ expect }) => {
    const token = await createFileTokens({ keys: keysOf('a') }).tokenFor(KEY, NOON)
    expect(await createFileTokens({ keys: keysOf('b', 'a') }).keyOf(token, NOON - 1)).toBe(KEY)
  })
})

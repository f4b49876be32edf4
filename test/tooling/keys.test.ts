import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import { describe, it } from 'vitest'
import { freshKeys } from '../../scripts/lib/keys.ts'

const SCRIPT = resolve(import.meta.dirname, '../../scripts/keys.ts')

interface Key {
  readonly kid: string
  readonly x: string
  readonly d?: string
}

/** What `npm run keys -- …` prints for a deployment whose set this is. */
function printed(jwks: string, ...args: string[]): { name: string; value: string; keys: readonly Key[] } {
  const environment = { ...process.env, JWT_PRIVATE_JWKS: jwks }
  const text = execFileSync(process.execPath, [SCRIPT, ...args], { env: environment, encoding: 'utf8', stdio: 'pipe' })
  const [, name = '', value = ''] = /^(\w+)='(.*)'\n$/.exec(text) ?? []
  return { name, value, keys: JSON.parse(value).keys }
}

const [today] = JSON.parse(freshKeys().JWT_PRIVATE_JWKS).keys as Key[]
const set = JSON.stringify({ keys: [today] })

describe('npm run keys -- rotate', () => {
  it('puts a fresh key before the old ones, which lose their private half', ({ expect }) => {
    const { name, keys } = printed(set, 'rotate')
    const { d: _d, ...publicHalf } = today ?? { d: '' }
    expect(name).toBe('JWT_PRIVATE_JWKS')
    expect(keys).toEqual([
      { kty: 'OKP', crv: 'Ed25519', kid: expect.any(String), x: expect.any(String), d: expect.any(String) },
      publicHalf,
    ])
    expect(keys[0]?.kid).not.toBe(today?.kid)
    expect(keys[0]?.x).not.toBe(today?.x)
  })

  it('keeps all that came before, newest first', ({ expect }) => {
    const once = printed(set, 'rotate')
    const twice = printed(once.value, 'rotate')
    expect(twice.keys.slice(1).map(({ kid }) => kid)).toEqual(once.keys.map(({ kid }) => kid))
  })

  it.for(['', 'not json', '{"keys":[]}', 'null'])(
    'refuses a set that is none, without printing it: %s',
    (jwks, { expect }) => {
      const rotate = () => printed(jwks || 'x', 'rotate')
      expect(rotate).toThrow(/is no key set/)
      expect(rotate).not.toThrow(/not json/)
    },
  )
})

describe('npm run keys -- drop', () => {
  it('leaves the key that signs, and no other', ({ expect }) => {
    const rotated = printed(set, 'rotate')
    expect(printed(rotated.value, 'drop').keys).toEqual(rotated.keys.slice(0, 1))
  })

  it('is no rotation by mistake: a word nobody knows prints no keys', ({ expect }) => {
    expect(() => printed(set, 'rotat')).toThrow(/knows rotate and drop/)
  })
})

import { decodeProtectedHeader } from 'jose'
import { describe, it } from 'vitest'
import { dropRetiredKeys, rotateSigningKeys } from '../../scripts/lib/keys.ts'
import { aDeployment, type Deployment, post } from '../harness/deployment.ts'
import { testSecrets } from '../harness/secrets.ts'

const before = testSecrets.JWT_PRIVATE_JWKS
const during = rotateSigningKeys(before)
const after = dropRetiredKeys(during)
const kids = (jwks: string): string[] => JSON.parse(jwks).keys.map(({ kid }: { kid: string }) => kid)

const [old, rotated, dropped] = [before, during, after].map((JWT_PRIVATE_JWKS) =>
  aDeployment({ JWT_PRIVATE_JWKS }),
) as [Deployment, Deployment, Deployment]

interface Tokens {
  readonly access_token: string
  readonly refresh_token: string
}

async function registeredAt(deployment: Deployment): Promise<Tokens> {
  const email = `${crypto.randomUUID()}@couriers.example`
  const person = { email, password: 'correct horse battery', tenant_name: 'Rotation' }
  return (await deployment('/api/v1/auth/register', post(person))).json()
}

const refreshedAt = async (deployment: Deployment, { refresh_token }: Tokens): Promise<Tokens> =>
  (await deployment('/api/v1/auth/refresh', post({ refresh_token }))).json()

const statusAt = async (deployment: Deployment, { access_token }: Tokens): Promise<number> =>
  (await deployment('/api/v1/auth/me', { headers: { authorization: `Bearer ${access_token}` } })).status

async function shownAt(deployment: Deployment): Promise<{ keys: { kid: string; d?: string }[] }> {
  return (await deployment('/.well-known/jwks.json')).json()
}

describe('rotating the key of access tokens', () => {
  it('signs nobody out: old tokens verify, new ones are signed with the new key', async ({ expect }) => {
    const tokens = await registeredAt(old)
    expect(await statusAt(rotated, tokens)).toBe(200)

    const renewed = await refreshedAt(rotated, tokens)
    expect(decodeProtectedHeader(tokens.access_token).kid).toBe(kids(before)[0])
    expect(decodeProtectedHeader(renewed.access_token).kid).toBe(kids(during)[0])
    expect(kids(during)[0]).not.toBe(kids(before)[0])
    expect(await statusAt(rotated, renewed)).toBe(200)
  })

  it('shows both keys meanwhile, and no private half of either', async ({ expect }) => {
    const { keys } = await shownAt(rotated)
    expect(keys.map(({ kid }) => kid)).toEqual([kids(during)[0], kids(before)[0]])
    for (const key of keys) expect(key).not.toHaveProperty('d')
  })

  it('refuses tokens of the old key once it is dropped; a refresh token still gives a new pair', async ({ expect }) => {
    const [early, late] = [await registeredAt(old), await registeredAt(rotated)]
    expect(await statusAt(dropped, early)).toBe(401)
    expect(await statusAt(dropped, late)).toBe(200)
    expect((await shownAt(dropped)).keys.map(({ kid }) => kid)).toEqual([kids(during)[0]])

    expect(await statusAt(dropped, await refreshedAt(dropped, early))).toBe(200)
  })

  it('costs a client one refresh at the most where a part of the network is still on the old set', async ({
    expect,
  }) => {
    const tokens = await registeredAt(rotated)
    expect(await statusAt(old, tokens)).toBe(401)
    expect(await statusAt(old, await refreshedAt(old, tokens))).toBe(200)
  })
})

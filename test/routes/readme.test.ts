import { describe, it } from 'vitest'
import readme from '../../README.md?raw'
import { call } from '../harness/wire.ts'

/** The README's curl example, taken apart. */
function example(): { path: string; body: Record<string, string> } {
  const found =
    /curl -s http:\/\/localhost:8787(\S+) \\\n\s+-H 'content-type: application\/json' \\\n\s+-d '([^']+)'/.exec(readme)
  if (!found?.[1] || !found[2]) throw new Error('the README has no such example any more')
  return { path: found[1], body: JSON.parse(found[2]) }
}

describe('the README’s first call', () => {
  it('signs in, with the password that npm start prints', async ({ expect }) => {
    const { path, body } = example()
    const password = 'fly-parcels-tonight'
    await call('POST', '/api/v1/auth/register', {
      body: { email: body.email, password, tenant_name: 'Blue Sky Couriers' },
    })
    const answer = await call('POST', path, { body: { ...body, password } })
    expect([answer.status, answer.body.token_type, answer.body.expires_in]).toEqual([200, 'bearer', 900])
  })

  it('names commands that there are', async ({ expect }) => {
    const { scripts } = (await import('../../package.json')).default
    const named = [...readme.matchAll(/\bnpm run ([a-z]+)/g)].map((match) => match[1] ?? '')
    expect(named.length).toBeGreaterThan(3)
    for (const name of [...named, 'start', 'test']) expect(Object.keys(scripts)).toContain(name)
  })
})

import { env } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import { aDeployment, post } from '../harness/deployment.ts'

const deployment = aDeployment()
let companies = 0

/** A company whose pages live at these origins, and a token of its owner. */
async function aCompanyAt(origins: readonly string[]): Promise<{ token: string; tenantId: string }> {
  companies += 1
  const person = { email: `cors${companies}@couriers.example`, password: 'correct horse battery', tenant_name: 'Cors' }
  const response = await deployment('/api/v1/auth/register', post(person))
  const body = await response.json<{ access_token: string; user: { tenant_id: string } }>()
  const tenantId = body.user.tenant_id
  await env.DIRECTORY_DB.prepare('UPDATE tenants SET cors_origins = ? WHERE id = ?')
    .bind(JSON.stringify(origins), tenantId)
    .run()
  return { token: body.access_token, tenantId }
}

const preflight = (path: string, origin: string) =>
  deployment(path, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'PUT',
      'access-control-request-headers': 'authorization,content-type',
    },
  })

const ask = (origin: string, token: string | null, path = '/api/v1/shipments') =>
  deployment(path, { headers: { origin, ...(token !== null && { authorization: `Bearer ${token}` }) } })

const allowed = (response: Response) => response.headers.get('access-control-allow-origin')

describe('pages of other origins', () => {
  it('may ask when their company lists them, and read what they need', async ({ expect }) => {
    const { token } = await aCompanyAt(['https://app.one.example', 'http://localhost:3000'])
    const response = await ask('http://localhost:3000', token)

    expect([response.status, allowed(response)]).toEqual([200, 'http://localhost:3000'])
    expect(response.headers.get('vary')).toContain('origin')
    expect(response.headers.get('access-control-expose-headers')).toContain('x-request-id')
    expect(response.headers.get('access-control-allow-credentials')).toBeNull()
  })

  it('may not read answers of a company that does not list them, though another does', async ({ expect }) => {
    await aCompanyAt(['https://app.two.example'])
    const other = await aCompanyAt(['https://app.three.example'])
    expect(allowed(await ask('https://app.two.example', other.token))).toBeNull()
    expect(allowed(await ask('https://app.three.example', other.token))).toBe('https://app.three.example')
  })

  it.for([
    'https://app.four.example.evil.example',
    'https://evil.example',
    'http://app.four.example',
    'https://app.four.example:8443',
    'null',
  ])('are not %s', async (origin, { expect }) => {
    const { token } = await aCompanyAt(['https://app.four.example'])
    expect(allowed(await ask(origin, token))).toBeNull()
    expect(allowed(await preflight('/api/v1/shipments', origin))).toBeNull()
  })

  it('get their preflight answered before authentication, by what any company lists', async ({ expect }) => {
    await aCompanyAt(['https://app.five.example'])
    const response = await preflight('/api/v1/shipments/shp_x', 'https://app.five.example')

    expect([response.status, allowed(response)]).toEqual([204, 'https://app.five.example'])
    expect(response.headers.get('access-control-allow-methods')).toContain('PUT')
    expect(response.headers.get('access-control-allow-headers')).toContain('idempotency-key')
    expect(response.headers.get('vary')).toContain('origin')
    expect(response.headers.get('www-authenticate')).toBeNull()
  })

  it('may read why a token was refused and why a password was', async ({ expect }) => {
    await aCompanyAt(['https://app.six.example'])
    const refused = await ask('https://app.six.example', 'x.y.z')
    expect([refused.status, allowed(refused)]).toEqual([401, 'https://app.six.example'])
    const wrong = { email: 'nobody@six.example', password: 'wrong horse battery' }
    const login = await deployment('/api/v1/auth/login', post(wrong, { origin: 'https://app.six.example' }))
    expect([login.status, allowed(login)]).toEqual([401, 'https://app.six.example'])
    expect(allowed(await ask('https://evil.example', 'x.y.z'))).toBeNull()
  })

  it('may ask public tracking from anywhere, preflight included', async ({ expect }) => {
    const path = '/api/v1/track/AAAA'
    expect(allowed(await ask('https://anyone.example', null, path))).toBe('*')
    expect(allowed(await preflight(path, 'https://anyone.example'))).toBe('*')
  })

  it('are forgotten when the company takes them off its list', async ({ expect }) => {
    const listed = async (origin: string) => {
      const row = await env.DIRECTORY_DB.prepare('SELECT count(*) AS n FROM tenant_origins WHERE origin = ?')
        .bind(origin)
        .first<{ n: number }>()
      return row?.n
    }
    const [one, two] = [await aCompanyAt(['https://shared.example']), await aCompanyAt(['https://shared.example'])]
    expect(await listed('https://shared.example')).toBe(2)
    const change = env.DIRECTORY_DB.prepare('UPDATE tenants SET cors_origins = ? WHERE id = ?')
    await change.bind('["https://own.example"]', one.tenantId).run()
    expect([await listed('https://shared.example'), await listed('https://own.example')]).toEqual([1, 1])
    await change.bind('[]', two.tenantId).run()
    expect(await listed('https://shared.example')).toBe(0)
  })
})

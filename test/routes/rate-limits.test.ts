import { env } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import { TrackingId } from '../../src/domain/shipments/tracking-id.ts'
import { createMissBlock } from '../../src/routes/tracking/miss-block.ts'
import { aDeployment, type Deployment, post } from '../harness/deployment.ts'

const limited = aDeployment({ RATE_LIMITS: 'on' })
const unlimited = aDeployment()
let addresses = 0
/** An address that no other test of this file has. */
const anAddress = () => ({ 'cf-connecting-ip': `203.0.113.${++addresses}` })

async function aCompanyOn(plan: string): Promise<Readonly<Record<string, string>>> {
  const email = `${crypto.randomUUID()}@couriers.example`
  const person = { email, password: 'correct horse battery', tenant_name: 'Limits' }
  const response = await unlimited('/api/v1/auth/register', post(person))
  const body = await response.json<{ access_token: string; user: { tenant_id: string } }>()
  await env.DIRECTORY_DB.prepare('UPDATE tenants SET plan = ? WHERE id = ?').bind(plan, body.user.tenant_id).run()
  return { authorization: `Bearer ${body.access_token}` }
}

/**
 * Asks until it is refused; how often it was let through, and the refusal. The counters begin anew with each minute, so one
 * that begins in between lets through more, and at the most twice as much.
 */
async function untilRefused(
  ask: () => Promise<Response>,
  quota: number,
): Promise<{ passed: number; refusal: Response | null }> {
  for (let passed = 0; passed <= 2 * quota; passed++) {
    const response = await ask()
    if (response.status === 429) return { passed, refusal: response }
    await response.body?.cancel()
  }
  return { passed: 2 * quota, refusal: null }
}

/** Refused after authentication and before any read of D1. */
const CHEAP = '/api/v1/shipments?cursor=none'

describe('the limit of a plan', () => {
  for (const [plan, quota] of [
    ['starter', 100],
    ['growth', 500],
    ['scale', 1000],
  ] as const) {
    it(`lets through ${quota} requests a minute on ${plan}, and says so`, async ({ expect }) => {
      const headers = await aCompanyOn(plan)
      const first = await limited(CHEAP, { headers })
      expect(first.headers.get('ratelimit-policy')).toBe(`"${plan}";q=${quota};w=60`)

      const { passed, refusal } = await untilRefused(() => limited(CHEAP, { headers }), quota)
      expect(passed).toBeGreaterThanOrEqual(quota - 1)
      expect(refusal?.headers.get('retry-after')).toBe('60')
      expect(refusal?.headers.get('ratelimit-policy')).toBe(`"${plan}";q=${quota};w=60`)
      expect(await refusal?.json()).toMatchObject({ code: 'rate_limited' })
    })
  }

  it('does not count for enterprise', async ({ expect }) => {
    const headers = await aCompanyOn('enterprise')
    const response = await limited(CHEAP, { headers })
    expect([response.status, response.headers.get('ratelimit-policy')]).toEqual([400, null])
  })

  it('is each user’s own: one who used it up stops nobody else', async ({ expect }) => {
    const [busy, calm] = [await aCompanyOn('starter'), await aCompanyOn('starter')]
    await untilRefused(() => limited(CHEAP, { headers: busy }), 100)
    expect((await limited(CHEAP, { headers: calm })).status).toBe(400)
  })

  it('is not kept where limits are off', async ({ expect }) => {
    const headers = await aCompanyOn('starter')
    const { refusal } = await untilRefused(() => unlimited(CHEAP, { headers }), 100)
    expect(refusal).toBeNull()
  })
})

describe('the limit of an address', () => {
  it('is ten a minute for whoever registers or tries a password', async ({ expect }) => {
    const headers = anAddress()
    const tries = () => {
      // Too short, so that no work is done on it.
      const person = { email: `${crypto.randomUUID()}@nobody.example`, password: 'short', tenant_name: 'None' }
      return limited('/api/v1/auth/register', post(person, headers))
    }
    const { passed, refusal } = await untilRefused(tries, 10)
    expect(passed).toBeGreaterThanOrEqual(10)
    expect(passed).toBeLessThanOrEqual(20)
    expect(refusal?.headers.get('ratelimit-policy')).toBe('"login";q=10;w=60, "address";q=100;w=60')
  })

  it.for([
    [
      'refreshing',
      (headers: object) => limited('/api/v1/auth/refresh', post({ refresh_token: 'rt_x' }, { ...headers })),
    ],
    [
      'a token that is no good',
      (headers: object) => limited(CHEAP, { headers: { ...headers, authorization: 'Bearer x.y.z' } }),
    ],
    [
      'an API key that nobody made',
      (headers: object) => limited(CHEAP, { headers: { ...headers, authorization: 'Bearer ack_live_x' } }),
    ],
    ['the public keys', (headers: object) => limited('/.well-known/jwks.json', { headers: { ...headers } })],
  ] as const)('stands before %s', async ([, ask], { expect }) => {
    const headers = anAddress()
    const { passed, refusal } = await untilRefused(() => ask(headers), 100)
    expect(passed).toBeGreaterThanOrEqual(99)
    expect(refusal?.headers.get('ratelimit-policy')).toBe('"address";q=100;w=60')
    expect((await ask(anAddress())).status).not.toBe(429)
  })
})

describe('the limit of public tracking', () => {
  const unknown = () => TrackingId.create('ZZ7', crypto.getRandomValues(new Uint8Array(12)))
  const look = (deployment: Deployment, headers: object) =>
    deployment(`/api/v1/track/${unknown()}`, { headers: { ...headers } })

  it('is thirty a minute for an address', async ({ expect }) => {
    const headers = anAddress()
    expect((await look(limited, headers)).headers.get('ratelimit-policy')).toBe('"tracking";q=30;w=60')
    const { passed, refusal } = await untilRefused(() => look(limited, headers), 30)
    expect(passed).toBeGreaterThanOrEqual(29)
    expect(passed).toBeLessThanOrEqual(60)
    expect(Number(refusal?.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await look(limited, anAddress())).status).toBe(404)
  })

  it('keeps an address out for ten minutes after fifty misses within the hour', ({ expect }) => {
    const block = createMissBlock()
    const [start, minute] = [Date.UTC(2026, 10, 23), 60_000]
    const misses = (n: number, at: number) => Array.from({ length: n }, () => block.missed('scanner', at))

    expect(misses(30, start)).not.toContain(true)
    expect(misses(20, start + minute)).toEqual([...Array(19).fill(false), true])
    expect(block.secondsLeft('scanner', start + minute)).toBe(600)
    expect(block.secondsLeft('somebody else', start + minute)).toBe(0)
    expect(block.secondsLeft('scanner', start + 11 * minute)).toBe(0)
    expect(misses(49, start + 12 * minute)).not.toContain(true)
  })

  it('forgets misses after an hour', ({ expect }) => {
    const block = createMissBlock()
    for (let n = 0; n < 49; n++) block.missed('slow', 0)
    expect(block.missed('slow', 3_600_001)).toBe(false)
  })

  it('counts the misses of the wire', async ({ expect }) => {
    // A deployment whose thirty a minute do not stand before the fifty.
    const generous = aDeployment({ RATE_LIMITS: 'on' }, { RATE_TRACKING: { limit: async () => ({ success: true }) } })
    const headers = anAddress()
    for (let n = 0; n < 49; n++) expect((await look(generous, headers)).status).toBe(404)
    const blocked = await look(generous, headers)
    expect([blocked.status, blocked.headers.get('retry-after')]).toEqual([429, '600'])
    expect((await look(generous, headers)).status).toBe(429)
  })
})

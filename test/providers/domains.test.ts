import { env } from 'cloudflare:workers'
import { beforeEach, describe, inject, it } from 'vitest'
import { createDomainProofs } from '../../src/adapters/domains/domain-proofs.ts'
import { aDeployment, post } from '../harness/deployment.ts'
import { aParcel } from '../harness/wire.ts'

const resolver = `${inject('hostOwnerUrl')}/dns-query`
const deployment = aDeployment({ DNS_OVER_HTTPS_URL: resolver })
const LOCAL = new URL(inject('hostOwnerUrl')).host

/** What the owner of a host publishes. */
const publish = (path: string, text: string) => fetch(`${inject('hostOwnerUrl')}${path}`, { method: 'PUT', body: text })
const publishRecord = (host: string, text: string) => publish(`/records/_aircourier.${host}`, `"${text}"`)

beforeEach(async () => {
  await publish('/file', '')
  await publishRecord(LOCAL, 'nothing')
  await env.DIRECTORY_DB.prepare('DELETE FROM tenant_domains WHERE host = ?').bind(LOCAL).run()
})

let hosts = 0
const aHost = () => `t${++hosts}.bluesky-couriers.com`

// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever came
type Body = any

async function aCompany(name: string) {
  const person = {
    email: `${crypto.randomUUID()}@couriers.example`,
    password: 'correct horse battery',
    tenant_name: name,
  }
  const registered: Body = await (await deployment('/api/v1/auth/register', post(person))).json()
  const headers = { authorization: `Bearer ${registered.access_token}` }
  const ask = async (method: string, path: string, body?: unknown, more: object = {}) => {
    const init = body === undefined ? { method, headers: { ...headers, ...more } } : post(body, { ...headers, ...more })
    const response = await deployment(`/api/v1${path}`, init)
    const answer: Body = await response.json()
    return { status: response.status, headers: response.headers, body: answer }
  }
  return {
    tenantId: String(registered.user.tenant_id),
    ask,
    claim: async (host: string) => (await ask('POST', '/tenant/domains', { host })).body,
    verify: (id: string, more: object = {}) => ask('POST', `/tenant/domains/${id}/verify`, {}, more),
    /** A host name that leads to the company. */
    async own(host: string): Promise<void> {
      const { id, verification } = (await ask('POST', '/tenant/domains', { host })).body
      await publishRecord(host, verification.token)
      const { status } = await ask('POST', `/tenant/domains/${id}/verify`, {})
      if (status !== 200) throw new Error(`verifying answered ${status}`)
    },
    parcel: async () => (await ask('POST', '/shipments', aParcel())).body as Body,
  }
}

describe('a host name of a company’s own', () => {
  it('is claimed, published in DNS and verified', async ({ expect }) => {
    const [company, host] = [await aCompany('Blue Sky'), aHost()]
    const claimed = await company.ask('POST', '/tenant/domains', { host: ` ${host.toUpperCase()}. ` })
    expect([claimed.status, claimed.body]).toEqual([
      201,
      {
        id: expect.stringMatching(/^dom_/),
        host,
        status: 'pending',
        verification: {
          token: expect.stringMatching(/^[0-9a-f]{40}$/),
          txt_record: `_aircourier.${host}`,
          file_path: '/.well-known/aircourier.txt',
        },
        verified_by: null,
        verified_at: null,
        created_at: expect.any(String),
      },
    ])
    await publishRecord(host, claimed.body.verification.token)
    const verified = await company.verify(claimed.body.id)
    expect([verified.status, verified.body.status, verified.body.verified_by]).toEqual([200, 'verified', 'dns'])
    const again = await company.verify(claimed.body.id)
    expect(again.body).toEqual(verified.body)
    expect((await company.ask('GET', '/tenant/domains')).body.data).toEqual([verified.body])
    const log = (await company.ask('GET', `/audit-log?subject=${claimed.body.id}`)).body.data
    expect(log.map(({ action }: Body) => action)).toEqual(['domain.verified', 'domain.claimed'])
  })

  it('may be shown by a file on the host instead', async ({ expect }) => {
    const company = await aCompany('Filed')
    const { id, verification } = await company.claim(LOCAL)
    await publish('/file', verification.token)
    const { status, body } = await company.verify(id)
    expect([status, body.verified_by]).toEqual([200, 'file'])
  })

  it.for([
    ['nothing is published', async () => undefined],
    ['another token is published', (host: string) => publishRecord(host, 'f'.repeat(40))],
    [
      'the token stands at another name',
      (_host: string, token: string) => publish('/records/_aircourier.com', `"${token}"`),
    ],
  ] as const)('is not verified while %s', async ([, publishing], { expect }) => {
    const company = await aCompany('Hasty')
    const { id, verification } = await company.claim(LOCAL)
    await publishing(LOCAL, verification.token)
    const { status, body } = await company.verify(id)
    expect([status, body.code]).toEqual([409, 'conflict'])
    expect(body.detail).toContain(`_aircourier.${LOCAL}`)
  })

  it.for(['redirect ', 'endless '])('is not verified by a file that does this: %s', async (trick, { expect }) => {
    const company = await aCompany('Tricky')
    const { id, verification } = await company.claim(LOCAL)
    await publish('/file', trick + verification.token)
    expect((await company.verify(id)).status).toBe(409)
  })

  it('is a 503 when neither DNS nor the host answers', async ({ expect }) => {
    const [company, host] = [await aCompany('Offline'), 'localhost:9']
    const { id } = await company.claim(host)
    await publish(`/records/_aircourier.${host}`, 'broken')
    const { status, body, headers } = await company.verify(id)
    expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'provider_unavailable', '60'])
  })

  it('is one company’s: whoever shows it first keeps it, whoever claimed it first', async ({ expect }) => {
    const [slow, fast, late, host] = [await aCompany('Slow'), await aCompany('Fast'), await aCompany('Late'), aHost()]
    const claim = await slow.claim(host)
    await fast.own(host)
    await publishRecord(host, claim.verification.token)
    expect((await slow.verify(claim.id)).status).toBe(409)
    const refused = await late.ask('POST', '/tenant/domains', { host })
    expect([refused.status, refused.body.errors[0].pointer]).toEqual([409, '/host'])
    const { results } = await env.DIRECTORY_DB.prepare(
      'SELECT tenant_id FROM tenant_domains WHERE host = ? AND verified_at IS NOT NULL',
    )
      .bind(host)
      .all()
    expect(results).toEqual([{ tenant_id: fast.tenantId }])
  })

  it('is one company’s when two show it at the same moment', async ({ expect }) => {
    const [one, two, host] = [await aCompany('One'), await aCompany('Two'), aHost()]
    const claims = [await one.claim(host), await two.claim(host)]
    // Both tokens at one name, as two records would be.
    await publish(`/records/_aircourier.${host}`, `"${claims[0].verification.token}"`)
    await env.DIRECTORY_DB.prepare('UPDATE tenant_domains SET token = ? WHERE host = ?')
      .bind(claims[0].verification.token, host)
      .run()
    const answers = await Promise.all([one.verify(claims[0].id), two.verify(claims[1].id)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  })

  it('is claimed once, under one Idempotency-Key or two', async ({ expect }) => {
    const [company, host] = [await aCompany('Twice'), aHost()]
    const send = (key: string) => company.ask('POST', '/tenant/domains', { host }, { 'idempotency-key': key })
    const [first, again, other] = [await send('a'), await send('a'), await send('b')]
    expect([first.status, again.status, other.status]).toEqual([201, 201, 409])
    expect([again.body, again.headers.get('idempotency-replayed')]).toEqual([first.body, 'true'])
  })

  it.for(['aircourier.test', 'couriers.local', '10.0.0.1', 'https://track.couriers.com'])(
    'cannot be %s',
    async (host, { expect }) => {
      const { status, body } = await (await aCompany('Odd')).ask('POST', '/tenant/domains', { host })
      expect([status, body.errors[0].pointer]).toEqual([422, '/host'])
    },
  )

  it('cannot be the service’s own', async ({ expect }) => {
    const own = aDeployment({ PUBLIC_URL: 'https://api.aircourier.com' })
    const company = await aCompany('Usurper')
    const person = {
      email: `${crypto.randomUUID()}@couriers.example`,
      password: 'correct horse battery',
      tenant_name: 'U',
    }
    const registered: Body = await (await own('/api/v1/auth/register', post(person))).json()
    const headers = { authorization: `Bearer ${registered.access_token}` }
    const response = await own('/api/v1/tenant/domains', post({ host: 'api.aircourier.com' }, headers))
    expect(response.status).toBe(409)
    expect((await company.ask('POST', '/tenant/domains', { host: 'api.aircourier.com' })).status).toBe(201)
  })

  it('is not for another company to see, verify or give up', async ({ expect }) => {
    const [mine, theirs] = [await aCompany('Mine'), await aCompany('Theirs')]
    const { id } = await theirs.claim(aHost())
    expect((await mine.verify(id)).status).toBe(404)
    expect((await mine.ask('DELETE', `/tenant/domains/${id}`)).status).toBe(404)
    expect((await mine.ask('GET', '/tenant/domains')).body.data).toEqual([])
  })
})

describe('on a company’s host name', () => {
  it('its form wears its brand, and another host name nobody’s', async ({ expect }) => {
    const [company, host] = [await aCompany('Brandish Couriers'), aHost()]
    await company.own(host)
    const form = async (at: string) => (await deployment(`https://${at}/t`)).text()
    expect(await form(host)).toContain('Brandish Couriers')
    expect(await form(aHost())).not.toContain('Brandish Couriers')
    expect(await form('aircourier.test')).not.toContain('Brandish Couriers')
  })

  it('only its own parcels are found, on page, API and socket', async ({ expect }) => {
    const [mine, theirs, host] = [await aCompany('Mine'), await aCompany('Theirs'), aHost()]
    await mine.own(host)
    const [own, foreign] = [await mine.parcel(), await theirs.parcel()]
    const at = async (path: string) => (await deployment(`https://${host}${path}`)).status

    for (const path of ['/t/', '/api/v1/track/', '/api/v2/track/']) {
      expect([path, await at(path + own.tracking_id), await at(path + foreign.tracking_id)]).toEqual([path, 200, 404])
    }
    const upgrade = { headers: { upgrade: 'websocket' } }
    expect((await deployment(`https://${host}/ws/track/${foreign.tracking_id}`, upgrade)).status).toBe(404)
    const missing = await (await deployment(`https://${host}/t/${foreign.tracking_id}`)).text()
    expect(missing).toContain('Mine')
    expect((await deployment(`/t/${foreign.tracking_id}`)).status).toBe(200)
    expect((await deployment(`https://${aHost()}/t/${foreign.tracking_id}`)).status).toBe(200)
  })

  it('nothing changes before the name is verified, nor after it was given up', async ({ expect }) => {
    const [claimer, theirs, host] = [await aCompany('Claimer'), await aCompany('Theirs'), aHost()]
    const { id } = await claimer.claim(host)
    const foreign = await theirs.parcel()
    expect((await deployment(`https://${host}/t/${foreign.tracking_id}`)).status).toBe(200)
    const given = await claimer.ask('DELETE', `/tenant/domains/${id}`)
    expect([given.status, given.body.host]).toEqual([200, host])
    expect((await claimer.ask('DELETE', `/tenant/domains/${id}`)).status).toBe(404)
  })
})

describe('what is asked of the world', () => {
  it('is no host but a public one, outside development', async ({ expect }) => {
    await publish('/file', 'a secret of this machine')
    const proofs = createDomainProofs({ resolver, loopback: false })
    expect(await proofs.file(LOCAL, '/.well-known/aircourier.txt')).toBeNull()
    const development = createDomainProofs({ resolver, loopback: true })
    expect(await development.file(LOCAL, '/.well-known/aircourier.txt')).toContain('a secret')
    expect(await development.file('169.254.169.254', '/latest/meta-data')).toBeNull()
  })

  it('is read no further than its first kilobyte', async ({ expect }) => {
    await publish('/file', 'endless x')
    const text = await createDomainProofs({ resolver, loopback: true }).file(LOCAL, '/.well-known/aircourier.txt')
    expect(text).toHaveLength(1024)
  })
})

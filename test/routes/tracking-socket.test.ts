import { listDurableObjectIds } from 'cloudflare:test'
import { env, exports } from 'cloudflare:workers'
import { afterEach, describe, it, vi } from 'vitest'
import { TrackingId } from '../../src/domain/shipments/tracking-id.ts'
import { createShipment } from '../../src/use-cases/shipments/create-shipment.ts'
import { HubClient } from '../durable-objects/hub-client.ts'
import { aDeployment } from '../harness/deployment.ts'
import { aSilentCompany } from '../harness/house.ts'
import { aNewShipment } from '../harness/shipment-factory.ts'
import { openSocket } from '../harness/sockets.ts'
import { aCompany, aParcel } from '../harness/wire.ts'

const FORMS = ['/ws/track', '/api/v1/ws/track', '/api/v2/ws/track'] as const
const UPGRADE = { headers: { upgrade: 'websocket' } }
const at = (path: string) => exports.default.fetch(new Request(`https://aircourier.test${path}`, UPGRADE))
const unknown = () => TrackingId.create('ZZ7', crypto.getRandomValues(new Uint8Array(12)))

async function watch(path: string): Promise<HubClient> {
  const { webSocket } = await at(path)
  if (webSocket === null) throw new Error('no socket was opened')
  return new HubClient(webSocket)
}

const hubsAwake = async () => new Set((await listDurableObjectIds(env.NOTIFICATION_HUB)).map(String))
const isAwake = (awake: ReadonlySet<string>, name: string) => awake.has(String(env.NOTIFICATION_HUB.idFromName(name)))

afterEach(() => {
  vi.restoreAllMocks()
})

it('tells strangers where the parcel is and nothing of people, in every form of the address', async ({ expect }) => {
  const company = await aCompany()
  const { body: shipment } = await company.post('/shipments', aParcel())
  const clients = await Promise.all(FORMS.map((form) => watch(`${form}/${shipment.tracking_id}`)))
  for (const client of clients) expect(await client.next()).toMatchObject({ type: 'welcome' })
  const said = { to: 'received', note: 'left with Ana by the door' }
  expect((await company.post(`/shipments/${shipment.id}/transitions`, said)).status).toBe(200)
  for (const client of clients) {
    const frame = await client.next()
    expect(frame).toMatchObject({ type: 'event', event: 'shipment.received' })
    expect(Object.keys(frame.data ?? {}).sort()).toEqual(['airport', 'code', 'occurred_at', 'status'])
    expect(JSON.stringify(frame)).not.toMatch(/Ana|Beto|door|Florida|usr_|ten_/)
    await client.leave()
  }
})

it('has a hub of its own for each parcel: strangers never touch the company’s', async ({ expect }) => {
  const { tenant, ctx } = await aSilentCompany()
  const [watched, other] = [await createShipment(ctx, aNewShipment()), await createShipment(ctx, aNewShipment())]
  const client = await watch(`/ws/track/${watched.trackingId}`)
  expect(await client.next()).toEqual({ type: 'welcome', seq: 0 })
  client.socket.send(JSON.stringify({ type: 'subscribe', topics: ['shipments', `shipment:${other.id}`] }))
  expect(await client.next()).toMatchObject({ type: 'subscribed' })
  const awake = await hubsAwake()
  expect(isAwake(awake, `shipment:${watched.id}`)).toBe(true)
  expect(isAwake(awake, `shipment:${other.id}`)).toBe(false)
  expect(isAwake(awake, `tenant:${tenant.id}`)).toBe(false)
  await client.leave()
})

it('takes no identity that a stranger brings along', async ({ expect }) => {
  const company = await aCompany()
  const { body: shipment } = await company.post('/shipments', aParcel())
  const forged = { userId: company.userId, role: 'owner', staff: true, sessionId: 'ses_1', expiresAt: null }
  const headers = { upgrade: 'websocket', 'x-hub-identity': JSON.stringify(forged) }
  const response = await exports.default.fetch(
    new Request(`https://aircourier.test/ws/track/${shipment.tracking_id}`, { headers }),
  )
  if (response.webSocket === null) throw new Error('no socket was opened')
  const client = new HubClient(response.webSocket)
  await client.next()
  await env.NOTIFICATION_HUB.getByName(`shipment:${shipment.id}`).publish([
    {
      id: 'ntf_for_staff',
      event: 'shipment.created',
      at: '2026-11-23T12:00:00Z',
      topics: [],
      audience: { staff: true, users: [company.userId] },
      data: {},
    },
  ])
  expect(client.unread).toEqual([])
  await client.leave()
})

describe('an address that leads nowhere', () => {
  /** Questions to any D1 database of this isolate while `work` ran. */
  async function questionsOf(work: () => Promise<unknown>): Promise<number> {
    const d1 = Object.getPrototypeOf(env.DIRECTORY_DB) as D1Database
    const asked = [vi.spyOn(d1, 'prepare'), vi.spyOn(d1, 'batch')]
    const session = Object.getPrototypeOf(env.DIRECTORY_DB.withSession()) as D1DatabaseSession
    asked.push(vi.spyOn(session, 'prepare') as never, vi.spyOn(session, 'batch') as never)
    await work()
    return asked.reduce((sum, spy) => sum + spy.mock.calls.length, 0)
  }

  it('is a 404 without a read when the check character is wrong', async ({ expect }) => {
    const company = await aCompany()
    const { body: shipment } = await company.post('/shipments', aParcel())
    const good: string = shipment.tracking_id
    const wrong = good.slice(0, -1) + (good.endsWith('2') ? '3' : '2')
    for (const form of FORMS) {
      const questions = await questionsOf(async () => expect((await at(`${form}/${wrong}`)).status).toBe(404))
      expect(questions).toBe(0)
      vi.restoreAllMocks()
    }
    // The count sees a question when there is one.
    expect(await questionsOf(() => at(`/ws/track/${unknown()}`))).toBeGreaterThan(0)
  })

  it('is a 404 that makes no hub when nobody has that number', async ({ expect }) => {
    const before = await hubsAwake()
    for (const form of FORMS) {
      const response = await at(`${form}/${unknown()}`)
      expect([response.status, response.webSocket]).toEqual([404, null])
    }
    expect((await hubsAwake()).size).toBe(before.size)
  })

  it('is a 400 for what is no upgrade', async ({ expect }) => {
    for (const form of FORMS) {
      const response = await exports.default.fetch(new Request(`https://aircourier.test${form}/${unknown()}`))
      expect(response.status).toBe(400)
    }
  })

  it('keeps an address out that asked for fifty that are not there, whatever form it asks in', async ({ expect }) => {
    const generous = aDeployment({ RATE_LIMITS: 'on' }, { RATE_TRACKING: { limit: async () => ({ success: true }) } })
    const headers = { ...UPGRADE.headers, 'cf-connecting-ip': '198.51.100.77' }
    const ask = (form: string) => generous(`${form}/${unknown()}`, { headers })
    for (let n = 0; n < 49; n++) expect((await ask(FORMS[n % FORMS.length] ?? '')).status).toBe(404)
    const blocked = await ask('/ws/track')
    expect([blocked.status, blocked.headers.get('retry-after')]).toEqual([429, '600'])
    const page = await generous(`/t/${unknown()}`, { headers: { 'cf-connecting-ip': '198.51.100.77' } })
    expect(page.status).toBe(429)
  })

  it('is refused at thirty a minute of an address', async ({ expect }) => {
    const refusing = aDeployment({ RATE_LIMITS: 'on' }, { RATE_TRACKING: { limit: async () => ({ success: false }) } })
    const company = await aCompany()
    const { body: shipment } = await company.post('/shipments', aParcel())
    const headers = { ...UPGRADE.headers, 'cf-connecting-ip': '198.51.100.78' }
    const refused = await refusing(`/ws/track/${shipment.tracking_id}`, { headers })
    expect([refused.status, refused.webSocket]).toEqual([429, null])
    const { socket, greeted } = await openSocket(null, `/ws/track/${shipment.tracking_id}`)
    expect(await greeted).toBe(true)
    socket.close(1000)
  })
})

import { env, exports } from 'cloudflare:workers'
import { beforeAll, describe, it } from 'vitest'
import { createApp } from '../../src/app.ts'
import { PERMISSIONS, ROLE_PERMISSIONS, ROLES, type Role } from '../../src/domain/auth/role.ts'
import { type Answer, aCompany, aParcel, type Company, call } from '../harness/wire.ts'
import { forgedTokens, tokenFor } from './forged-tokens.ts'
import { API_ROUTES, type Declared, OTHER_ROUTES, pathOf, type World } from './route-table.ts'

const VERSIONS = ['v1', 'v2'] as const
const ROUTES = Object.entries(API_ROUTES)
const GUARDED = ROUTES.filter(([, { access }]) => access !== 'public' && access !== 'socket')
const isPermission = (access: string) => PERMISSIONS.some((permission) => permission === access)

let owner: Company
let world: World

async function suspend(tenantId: string): Promise<void> {
  await env.DIRECTORY_DB.prepare("UPDATE tenants SET status = 'suspended' WHERE id = ?").bind(tenantId).run()
}

async function makeWorld(company: Company): Promise<World> {
  await env.DIRECTORY_DB.prepare("UPDATE tenants SET plan = 'scale' WHERE id = ?").bind(company.tenantId).run()
  const idOf = async (answer: Promise<Answer>) => {
    const { status, body, text } = await answer
    if (status >= 300) throw new Error(`the world could not be made: ${status} ${text}`)
    return String(body.id)
  }
  const sessions = await company.get('/auth/sessions')
  const csv = await call('POST', '/api/v1/shipments/import?dry_run=true', {
    raw: 'origin,destination\nMAD,EZE\n',
    token: company.token,
    headers: { 'content-type': 'text/csv' },
  })
  const key = await company.post('/api-keys', { name: 'ERP', permissions: ['shipments:read'] })
  const shipment = await idOf(company.post('/shipments', aParcel()))
  return {
    shipment,
    bag: await idOf(company.post('/bags', { bag_number: 'W-1', origin: 'MAD', destination: 'EZE' })),
    flight: await idOf(
      company.post('/flights', {
        flight_number: 'IB6845',
        departure_date: '2026-11-23',
        origin: 'MAD',
        destination: 'EZE',
      }),
    ),
    user: company.userId,
    session: String(sessions.body.data?.[0]?.id),
    domain: await idOf(company.post('/tenant/domains', { host: `track-${crypto.randomUUID()}.example.com` })),
    apiKey: String(key.body.id ?? key.body.api_key?.id),
    import: String(csv.body.id),
    notification: String((await company.get('/notifications')).body.data?.[0]?.id),
    device: await idOf(
      company.post('/notifications/devices', { token: `world:${crypto.randomUUID()}`, platform: 'ios' }),
    ),
  }
}

function request(version: string, route: string, declared: Declared, token: string, ids: World): Promise<Answer> {
  const method = route.slice(0, route.indexOf(' '))
  return call(method, `/api/${version}${pathOf(route, ids)}`, {
    ...(token !== '' && { token }),
    ...(declared.body && { body: declared.body(ids) }),
    ...(declared.raw && { raw: declared.raw.text, headers: { 'content-type': declared.raw.type } }),
  })
}

beforeAll(async () => {
  owner = await aCompany()
  world = await makeWorld(owner)
}, 60_000)

describe('the route table', () => {
  it('declares every route that the app has, and no other', ({ expect }) => {
    const registered = new Set(
      createApp()
        .routes.filter((route) => route.method !== 'ALL')
        .map((route) => `${route.method} ${route.path}`),
    )
    const declared = new Set([
      ...VERSIONS.flatMap((version) =>
        ROUTES.filter(([, { only }]) => only === undefined || only === version).map(([route]) =>
          route.replace(' ', ` /api/${version}`),
        ),
      ),
      ...OTHER_ROUTES,
    ])
    expect([...registered].filter((route) => !declared.has(route))).toEqual([])
    expect([...declared].filter((route) => !registered.has(route))).toEqual([])
  })

  it('would notice a route that nobody declared', ({ expect }) => {
    const app = createApp()
    app.get('/api/v1/planted', (c) => c.text('open'))
    const registered = app.routes.map((route) => `${route.method} ${route.path}`)
    expect(registered).toContain('GET /api/v1/planted')
    expect(Object.keys(API_ROUTES)).not.toContain('GET /planted')
  })
})

describe('without a good token', () => {
  for (const version of VERSIONS) {
    for (const [route, declared] of GUARDED) {
      it(`${version} ${route} is closed`, async ({ expect }) => {
        const forged = await forgedTokens({ userId: owner.userId, tenantId: owner.tenantId, role: 'owner' })
        for (const [what, token] of Object.entries(forged)) {
          const { status, body } = await request(version, route, declared, token, world)
          expect([what, status, body?.code]).toEqual([what, 401, 'unauthenticated'])
        }
      })
    }
  }

  it('no socket opens', async ({ expect }) => {
    const forged = await forgedTokens({ userId: owner.userId, tenantId: owner.tenantId, role: 'owner' })
    for (const path of ['/ws/notifications', '/api/v1/ws/notifications', '/api/v2/ws/notifications']) {
      for (const [what, token] of Object.entries(forged)) {
        const response = await exports.default.fetch(
          new Request(`https://aircourier.test${path}`, {
            headers: { upgrade: 'websocket', ...(token && { authorization: `Bearer ${token}` }) },
          }),
        )
        const code = await new Promise<number>((resolve) => {
          response.webSocket?.addEventListener('close', (event) => resolve(event.code))
          response.webSocket?.accept()
        })
        expect([what, code]).toEqual([what, 4401])
      }
    }
  })
})

describe('with a role too low', () => {
  for (const [route, declared] of GUARDED.filter(([, { access }]) => isPermission(access))) {
    const lacking = ROLES.filter(
      (role: Role) =>
        !ROLE_PERMISSIONS[role].some((held) => held === declared.access) && !declared.alsoFor?.includes(role),
    )
    if (lacking.length === 0) continue
    it(`${route} is forbidden to ${lacking.join(', ')}`, async ({ expect }) => {
      for (const role of lacking) {
        const token = await tokenFor({ userId: owner.userId, tenantId: owner.tenantId, role })
        const { status, body, text } = await request('v1', route, declared, token, world)
        expect([role, status, body?.code ?? text]).toEqual([role, 403, 'forbidden'])
      }
    })
  }

  it('an API key does what its permissions say and nothing that is for a person', async ({ expect }) => {
    const made = await owner.post('/api-keys', { name: 'Reader', permissions: ['bags:read'] })
    const key = String(made.body.key ?? made.body.api_key ?? made.body.secret)
    expect(key).toMatch(/^ack_live_/)
    for (const [route, declared] of GUARDED) {
      if (declared.access === 'bags:read' || declared.access === 'signed-in') continue
      const { status } = await request('v1', route, declared, key, world)
      expect([route, status]).toEqual([route, 403])
    }
    expect((await call('GET', '/api/v1/bags', { token: key })).status).toBe(200)
  })
})

describe('a suspended company', () => {
  it('is refused on every route, in both versions', async ({ expect }) => {
    const company = await aCompany('Suspended')
    await suspend(company.tenantId)
    for (const version of VERSIONS) {
      for (const [route, declared] of GUARDED) {
        const { status, body } = await request(version, route, declared, company.token, world)
        expect([route, status, body?.code]).toEqual([route, 403, 'forbidden'])
      }
    }
  })
})

describe('another company', () => {
  it('gets 404 for every id in a path, with the permission to do it to its own', async ({ expect }) => {
    const stranger = await aCompany('Stranger')
    await env.DIRECTORY_DB.prepare("UPDATE tenants SET plan = 'scale' WHERE id = ?").bind(stranger.tenantId).run()
    for (const version of VERSIONS) {
      for (const [route, declared] of GUARDED.filter(([name]) => name.includes(':'))) {
        const { status, text } = await request(version, route, declared, stranger.token, world)
        expect([route, status, declared.stranger ?? [404], text]).toEqual([
          route,
          (declared.stranger ?? [404])[0],
          declared.stranger ?? [404],
          text,
        ])
      }
    }
  })

  it('finds nothing by another’s ids in a query', async ({ expect }) => {
    const stranger = await aCompany('Stranger')
    for (const query of [
      `/shipments?bag_id=${world.bag}`,
      `/shipments?flight_id=${world.flight}`,
      `/shipments?customer_user_id=${world.user}`,
      `/shipments?courier_user_id=${world.user}`,
      `/bags?flight_id=${world.flight}`,
      `/bags?courier_user_id=${world.user}`,
    ]) {
      const { status, body } = await stranger.get(query)
      expect([query, status, body.data]).toEqual([query, 200, []])
    }
  })

  it('cannot bring another’s ids in by a body', async ({ expect }) => {
    const stranger = await aCompany('Stranger')
    const shipment = (await stranger.post('/shipments', aParcel())).body.id
    const bag = (await stranger.post('/bags', { bag_number: 'S-1', origin: 'MAD', destination: 'EZE' })).body.id
    const sealed = (await stranger.post('/bags', { bag_number: 'S-2', origin: 'MAD', destination: 'EZE' })).body.id
    await stranger.post(`/bags/${sealed}/transitions`, { to: 'sealed', seal_number: 'S' })
    const answers = {
      'a shipment into a bag': await stranger.post(`/bags/${bag}/shipments`, { shipment_ids: [world.shipment] }),
      'a bag for a shipment': await stranger.post(`/shipments/${shipment}/assign`, { bag_id: world.bag }),
      'a flight for a bag': await stranger.put(`/bags/${sealed}/flight`, { flight_id: world.flight }),
      'a courier for a bag': await stranger.put(`/bags/${bag}/courier`, { user_id: world.user }),
      'a courier for a shipment': await stranger.put(`/shipments/${shipment}/courier`, { user_id: world.user }),
    }
    for (const [what, { status }] of Object.entries(answers))
      expect([what, [404, 422].includes(status)]).toEqual([what, true])
    expect((await owner.get(`/shipments/${world.shipment}`)).body.status).toBe('created')
  })
})

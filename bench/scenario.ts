import type { Subject } from './floor-worker.ts'
import { callOnce } from './load.ts'
import { seedFlight, seedShipments } from './seed.ts'
import type { BenchServer } from './server.ts'

/** Shipments of the company that is measured. */
export const SHIPMENTS = 20_000
/** Of these, parcels in bags on a flight with so many lines in their timelines: the ones that are tracked. */
const TRACKED = 500
export const EVENTS = 8
const EMAIL = 'owner@bench.example'
const PASSWORD = 'correct horse battery'

export interface Scenario {
  readonly token: string
  readonly trackingIds: readonly string[]
  readonly subject: Subject
  readonly tenant: { readonly id: string; readonly code: string }
  readonly credentials: { readonly email: string; readonly password: string }
  /** The body of POST /shipments. */
  readonly shipment: object
}

const SHIPMENT = {
  origin: 'MAD',
  destination: 'HAV',
  sender: { name: 'Ana Ruiz', phone: '+34600111222' },
  recipient: {
    name: 'Yoel Pérez',
    phone: '+5355512345',
    address: { line1: 'Calle 23 no. 105', city: 'La Habana', country: 'CU' },
  },
  weight_grams: 2_500,
  pieces: 1,
  description: 'Medicines',
  notify: { email: false, whatsapp: false, push: false },
}

/** Registers a company through the API and fills its shard with SQL: 20,000 shipments, 500 of them on a flight. */
export async function prepare(server: BenchServer): Promise<Scenario> {
  const credentials = { email: EMAIL, password: PASSWORD }
  const body = { ...credentials, tenant_name: 'Bench Couriers' }
  const answer = await callOnce(server.app, { method: 'POST', path: '/api/v1/auth/register', body })
  const { access_token: token, user } = JSON.parse(answer) as {
    access_token: string
    user: { id: string; tenant_id: string }
  }
  // The seeded shard is the first one, whichever the company was given.
  await server.directory.prepare('UPDATE tenants SET shard = 0 WHERE id = ?').bind(user.tenant_id).run()
  const code = await server.directory
    .prepare('SELECT code FROM tenants WHERE id = ?')
    .bind(user.tenant_id)
    .first<string>('code')
  if (code === null) throw new Error('the company is not there')
  const tenant = { id: user.tenant_id, code }
  const trackingIds = await fill(server, tenant)
  const subject = {
    tenantId: tenant.id,
    userId: user.id,
    trackingId: trackingIds[0] ?? '',
    ...credentials,
    shipment: captureInput(),
  }
  return { token, trackingIds, subject, tenant, credentials, shipment: SHIPMENT }
}

async function fill({ shard }: BenchServer, tenant: { id: string; code: string }): Promise<readonly string[]> {
  const mine = { tenantId: tenant.id, tenantCode: tenant.code }
  const flight = { tenantId: tenant.id, number: 1, flightNumber: 'IB6501', departureDate: '2026-03-02' }
  const flightId = await seedFlight(shard, { ...flight, status: 'departed' })
  const bags = { size: 50, status: 'in_transit', flightId } as const
  await seedShipments(shard, { ...mine, from: 1, count: SHIPMENTS - TRACKED, status: 'received', events: 2 })
  return seedShipments(shard, {
    ...mine,
    from: 1 + SHIPMENTS - TRACKED,
    count: TRACKED,
    status: 'in_transit',
    events: EVENTS,
    bags,
  })
}

/** The same shipment in the words of the use case. */
function captureInput(): Subject['shipment'] {
  const place = { line2: null, region: null, postalCode: null }
  return {
    origin: SHIPMENT.origin,
    destination: SHIPMENT.destination,
    sender: { ...SHIPMENT.sender, email: null, address: null },
    recipient: { ...SHIPMENT.recipient, email: null, address: { ...SHIPMENT.recipient.address, ...place } },
    weightGrams: SHIPMENT.weight_grams,
    pieces: 1,
    description: SHIPMENT.description,
    paymentMethod: 'prepaid',
    declaredValue: null,
    codAmount: null,
    reference: null,
    awb: null,
    customerUserId: null,
    notify: SHIPMENT.notify,
    locale: null,
  }
}

import { env } from 'cloudflare:workers'
import { Buffer } from 'node:buffer'
import { aPerson, type Person } from './people.ts'
import { aCompany, aParcel, type Company } from './wire.ts'

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

/** A company with a courier and a parcel that he is out with. */
export interface Doorstep {
  readonly company: Company
  readonly courier: Person
  readonly shipmentId: string
  readonly trackingId: string
}

const ROADS = {
  out_for_delivery: ['received', 'out_for_delivery'],
  delivery_failed: ['received', 'out_for_delivery', 'delivery_failed'],
  available_for_pickup: ['received', 'customs_hold', 'available_for_pickup'],
  arrived: ['received', 'customs_hold', 'arrived'],
  received: ['received'],
  customs_hold: ['received', 'customs_hold'],
  created: [],
} as const

/** Registering is slow on purpose: the tests of a file share a company and its courier, and each has a parcel of its own. */
let home: Pick<Doorstep, 'company' | 'courier'> | null = null

export async function aDoorstep(
  parcel: Readonly<Record<string, unknown>> = {},
  at: keyof typeof ROADS = 'out_for_delivery',
): Promise<Doorstep> {
  if (!home) {
    const company = await aCompany()
    home = { company, courier: await aPerson(company, 'courier') }
  }
  return { ...home, ...(await aParcelAt(home.company, home.courier, parcel, at)) }
}

export async function aParcelAt(
  company: Company,
  courier: Person,
  parcel: Readonly<Record<string, unknown>> = {},
  at: keyof typeof ROADS = 'out_for_delivery',
): Promise<{ shipmentId: string; trackingId: string }> {
  const { body } = await company.post('/shipments', aParcel(parcel))
  for (const to of ROADS[at]) await company.post(`/shipments/${body.id}/transitions`, { to })
  const given = await company.put(`/shipments/${body.id}/courier`, { user_id: courier.userId })
  if (given.status !== 200) throw new Error(`giving it to the courier answered ${given.text}`)
  return { shipmentId: body.id, trackingId: body.tracking_id }
}

/** A table's rows of one shipment, in both shards: a tenant lies in either. */
export async function rowsOf(table: string, shipmentId: string, column = 'shipment_id') {
  const found = await Promise.all(
    [env.TENANT_DB_0, env.TENANT_DB_1].map((db) =>
      db
        .prepare(`SELECT * FROM ${table} WHERE ${column} = ? ORDER BY id`)
        .bind(shipmentId)
        .all<Record<string, unknown>>(),
    ),
  )
  return found.flatMap(({ results }) => results)
}

/** What staff were told of a shipment, by type, oldest first. */
export async function toldOf(shipmentId: string): Promise<readonly string[]> {
  return (await rowsOf('notification_events', shipmentId, 'subject_id')).map(({ type }) => String(type))
}

/** Keys of all that a company has in the bucket. */
export async function pictureKeys(company: Company): Promise<readonly string[]> {
  const { objects } = await env.FILES.list({ prefix: `tenants/${company.tenantId}/` })
  return objects.map(({ key }) => key)
}

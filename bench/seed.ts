import type { BagStatus } from '../src/domain/shipments/bag.ts'
import type { FlightStatus } from '../src/domain/shipments/flight-status.ts'
import type { ShipmentStatus } from '../src/domain/shipments/shipment-status.ts'
import { TrackingId } from '../src/domain/shipments/tracking-id.ts'

/** As much of D1 as seeding needs: the binding in a Worker and miniflare's handle in Node both have it. */
export interface SeedDatabase {
  prepare(sql: string): { bind(...params: unknown[]): { run(): Promise<unknown> } }
}

/** When everything seeded was made, ms UTC: 2026-03-01T10:00:00Z. */
export const SEEDED_AT = Date.UTC(2026, 2, 1, 10)

const SPREAD = 70_368_744_177n
const LOW_48_BITS = 281_474_976_710_655n

/** The SQL of `seedId`: a valid id whose head counts up and whose tail is spread like a random one. */
const idSql = (prefix: string, n: string) =>
  `'${prefix}_01' || printf('%012d', ${n}) || printf('%012x', ((${n}) * ${SPREAD}) & ${LOW_48_BITS})`

/** The id of the n-th seeded row of its kind. */
export function seedId(prefix: 'ten' | 'usr' | 'shp' | 'bag' | 'flt', n: number): string {
  const tail = ((BigInt(n) * SPREAD) & LOW_48_BITS).toString(16).padStart(12, '0')
  return `${prefix}_01${String(n).padStart(12, '0')}${tail}`
}

/** A tenant's row in the directory. `shard`: index of the database that holds its rows. */
export async function seedTenant(
  directory: SeedDatabase,
  tenant: { id: string; code: string; shard: number },
): Promise<void> {
  await directory
    .prepare(
      `INSERT INTO tenants (id, name, slug, code, plan, shard, status, locale, branding, created_at)
       VALUES (?1, ?2, ?3, ?2, 'enterprise', ?4, 'active', 'en',
         '{"name":"Seeded","colour":"#1f4e79","logoUrl":null,"supportEmail":null,"supportPhone":null}', ?5)`,
    )
    .bind(tenant.id, tenant.code, `seeded-${tenant.code.toLowerCase()}`, tenant.shard, SEEDED_AT)
    .run()
}

export interface SeedFlight {
  readonly tenantId: string
  /** The flight is `seedId('flt', number)`. */
  readonly number: number
  readonly flightNumber: string
  /** Local date at the origin, `YYYY-MM-DD`. */
  readonly departureDate: string
  readonly status: FlightStatus
}

/** From Madrid to Havana. Answers its id. */
export async function seedFlight(shard: SeedDatabase, flight: SeedFlight): Promise<string> {
  const id = seedId('flt', flight.number)
  await shard
    .prepare(
      `INSERT INTO flights (tenant_id, id, flight_number, departure_date, origin, destination, status, version, created_at, updated_at)
       VALUES (?1, ?2, ?3, ?4, 'MAD', 'HAV', ?5, 1, ?6, ?6)`,
    )
    .bind(flight.tenantId, id, flight.flightNumber, flight.departureDate, flight.status, SEEDED_AT)
    .run()
  return id
}

export interface SeedShipments {
  readonly tenantId: string
  readonly tenantCode: string
  readonly count: number
  /** Number of the first; each tenant counts its own, and bags are numbered like the first shipment in them. */
  readonly from: number
  readonly status: ShipmentStatus
  /** Lines in each shipment's timeline; 1 when absent. */
  readonly events?: number
  readonly bags?: { readonly size: number; readonly status: BagStatus; readonly flightId: string | null }
}

const WEIGHT_GRAMS = 1_500

/** Shipments with their timelines and, when asked for, the bags they lie in: four statements whatever their number. Answers the tracking ids. */
export async function seedShipments(shard: SeedDatabase, load: SeedShipments): Promise<readonly string[]> {
  const { tenantId, from, count, status, bags, events = 1 } = load
  const trackingIds = Array.from({ length: count }, () =>
    TrackingId.create(load.tenantCode, crypto.getRandomValues(new Uint8Array(12))),
  )
  const list = JSON.stringify(trackingIds)
  const size = bags?.size ?? 1
  const bagOf = `(${from} + (j.key / ${size}) * ${size})`
  const run = (sql: string, ...params: unknown[]) =>
    shard
      .prepare(sql)
      .bind(...params)
      .run()
  if (bags) {
    await run(
      `INSERT INTO bags (tenant_id, id, bag_number, origin, destination, status, flight_id, shipment_count, total_weight_grams, version, created_at, updated_at)
       SELECT ?1, ${idSql('bag', bagOf)}, 'SEED-' || ${bagOf}, 'MAD', 'HAV', ?2, ?3, count(*), count(*) * ${WEIGHT_GRAMS}, 1, ?4, ?4
       FROM json_each(?5) j GROUP BY j.key / ${size}`,
      ...[tenantId, bags.status, bags.flightId, SEEDED_AT, list],
    )
  }
  const n = `${from} + j.key`
  await run(
    `INSERT INTO shipments (tenant_id, id, tracking_id, status, payment_status, payment_method, origin, destination, sender_name,
       sender_address, recipient_name, recipient_phone, recipient_email, recipient_address, weight_grams, pieces, description,
       bag_id, notify_email, notify_whatsapp, notify_push, locale, version, created_at, updated_at)
     SELECT ?1, ${idSql('shp', n)}, j.value, ?2, 'paid', 'prepaid', 'MAD', 'HAV', 'Ana Ruiz',
       NULL, 'Yoel Pérez', '+5355512345', 'yoel' || (${n}) || '@example.com',
       '{"line1":"Calle 23 no. 105","line2":null,"city":"La Habana","region":null,"postalCode":null,"country":"CU"}',
       ${WEIGHT_GRAMS}, 1, 'Medicines', ${bags ? idSql('bag', bagOf) : 'NULL'}, 0, 0, 0, 'en', 1, ?3, ?3
     FROM json_each(?4) j`,
    ...[tenantId, status, SEEDED_AT, list],
  )
  if (bags) {
    await run(
      `INSERT INTO bag_shipments (tenant_id, bag_id, shipment_id, added_at, removed_at)
       SELECT ?1, ${idSql('bag', bagOf)}, ${idSql('shp', n)}, ?2, NULL FROM json_each(?3) j`,
      ...[tenantId, SEEDED_AT, list],
    )
  }
  await run(
    `INSERT INTO tracking_events (tenant_id, shipment_id, id, status, occurred_at, recorded_at, time_type, airport, actor, source, is_public)
     WITH RECURSIVE e (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM e WHERE i < ${events})
     SELECT ?1, ${idSql('shp', n)}, ${idSql('evt', 'e.i')}, 'created', ?2, ?2, 'actual', 'MAD', 'system:seed', 'import', 1
     FROM json_each(?3) j CROSS JOIN e`,
    ...[tenantId, SEEDED_AT, list],
  )
  return trackingIds
}

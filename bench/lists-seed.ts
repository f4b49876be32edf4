import { idFloor } from '../src/core/ids.ts'
import { folded } from '../src/domain/folded.ts'
import type { BagEquals, ShipmentEquals } from '../src/domain/shipments/lists.ts'
import { TrackingId } from '../src/domain/shipments/tracking-id.ts'
import { SEEDED_AT, type SeedDatabase } from './seed.ts'

/** A tenant's shipments and bags in which every filter finds some, spread over all that there are. */
export interface SeedLists {
  readonly tenantId: string
  readonly tenantCode: string
  readonly shipments: number
  /** Of which the first of each 20 hold the shipments. */
  readonly bags: number
}

/** The n-th shipment or bag is made at this time, ms UTC. */
export const madeAt = (n: number): number => SEEDED_AT + n * 1_000

/** Its id. */
export const listedId = (prefix: 'shp' | 'bag' | 'flt', n: number): string =>
  idFloor(prefix, madeAt(n)) + String(n).padStart(16, '0')

export const NAMES = [
  'José Ñúñez',
  'Jose Antonio Gil',
  'Yoel Pérez',
  'Łucja Nowak',
  'محمد علي',
  'Ana María',
  'ANA RUIZ',
]
const FLIGHTS = 25
const CHUNK = 5_000

/** What each filter is asked for; the n-th row has it when its number fits, all of them independent of each other. */
export const ASKED = {
  status: 'received',
  paymentStatus: 'pending',
  bagId: listedId('bag', 0),
  flightId: listedId('flt', 3),
  origin: 'MAD',
  destination: 'HAV',
  customerUserId: 'usr_customer_3',
  courierUserId: 'usr_courier_2',
} as const satisfies Required<ShipmentEquals>

export const BAG_ASKED = {
  status: 'open',
  flightId: listedId('flt', 3),
  courierUserId: 'usr_courier_2',
  origin: 'MAD',
  destination: 'HAV',
} as const satisfies Required<BagEquals>

const pick = (list: readonly string[], n: string) =>
  `json_extract('${JSON.stringify(list)}', '$[' || ((${n}) % ${list.length}) || ']')`

async function inChunks(count: number, insert: (from: number, to: number) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < count; from += CHUNK) await insert(from, Math.min(count, from + CHUNK))
}

const idsOf = (prefix: 'shp' | 'bag', from: number, to: number) =>
  JSON.stringify(Array.from({ length: to - from }, (_, index) => listedId(prefix, from + index)))

/** Seeds them in chunks. Answers the tracking id of one shipment, which `q` finds. */
export async function seedLists(shard: SeedDatabase, { tenantId, tenantCode, shipments, bags }: SeedLists) {
  const run = (sql: string, ...params: unknown[]) =>
    shard
      .prepare(sql)
      .bind(...params)
      .run()
  const flights = JSON.stringify(Array.from({ length: FLIGHTS }, (_, n) => listedId('flt', n)))
  await run(
    `INSERT INTO flights (tenant_id, id, flight_number, departure_date, origin, destination, status, version, created_at, updated_at)
     SELECT ?1, j.value, 'IB' || (7000 + j.key), '2026-03-02', 'MAD', 'HAV', 'scheduled', 1, ?2, ?2 FROM json_each(?3) j`,
    ...[tenantId, SEEDED_AT, flights],
  )
  await inChunks(bags, (from, to) => {
    const n = `(j.key + ${from})`
    return run(
      `INSERT INTO bags (tenant_id, id, bag_number, number_folded, origin, destination, status, flight_id, courier_user_id,
         shipment_count, total_weight_grams, version, created_at, updated_at)
       SELECT ?1, j.value, 'BAG-' || printf('%08d', ${n}), 'bag-' || printf('%08d', ${n}), ${pick(['MAD', 'BCN'], `${n} / 3`)},
         ${pick(['HAV', 'EZE', 'BOG'], `${n} / 6`)}, ${pick(['open', 'sealed', 'loaded'], n)},
         json_extract(?4, '$[' || (${n} % ${FLIGHTS}) || ']'), 'usr_courier_' || (${n} % 7), 0, 0, 1, ?2, ?2
       FROM json_each(?3) j`,
      ...[tenantId, SEEDED_AT, idsOf('bag', from, to), flights],
    )
  })
  const holding = JSON.stringify(Array.from({ length: Math.ceil(bags / 20) }, (_, n) => listedId('bag', n)))
  await inChunks(shipments, (from, to) => {
    const n = `(j.key + ${from})`
    return run(
      `INSERT INTO shipments (tenant_id, id, tracking_id, status, payment_status, payment_method, origin, destination, sender_name,
         recipient_name, recipient_folded, weight_grams, pieces, description, reference, customer_user_id, courier_user_id, bag_id,
         flight_id, notify_email, notify_whatsapp, notify_push, locale, version, created_at, updated_at)
       SELECT ?1, j.value, ?2 || printf('%013d', ${n}), ${pick(['received', 'bagged', 'delivered'], n)},
         ${pick(['pending', 'paid'], `${n} / 3`)}, 'prepaid', ${pick(['MAD', 'BCN'], `${n} / 6`)},
         ${pick(['HAV', 'EZE', 'BOG'], `${n} / 12`)}, 'Ana Ruiz', ${pick(NAMES, n)}, ${pick(NAMES.map(folded), n)},
         1500, 1, 'Medicines', 'ORDER-' || (${n} % 50), 'usr_customer_' || (${n} % 7),
         CASE WHEN ${n} % 2 = 0 THEN 'usr_courier_' || (${n} % 7) END,
         json_extract(?5, '$[' || (${n} % ${Math.ceil(bags / 20)}) || ']'), json_extract(?6, '$[' || (${n} % ${FLIGHTS}) || ']'),
         0, 0, 0, 'en', 1, ?3, ?3
       FROM json_each(?4) j`,
      ...[tenantId, tenantCode, SEEDED_AT, idsOf('shp', from, to), holding, flights],
    )
  })
  const trackingId = TrackingId.create(tenantCode, crypto.getRandomValues(new Uint8Array(12)))
  await run(
    'UPDATE shipments SET tracking_id = ?3 WHERE tenant_id = ?1 AND id = ?2',
    ...[tenantId, listedId('shp', Math.floor(shipments / 2)), trackingId],
  )
  return trackingId
}

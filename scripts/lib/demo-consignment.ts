import { z } from 'zod'
import type { Api } from './api.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const FLIGHT_TIME_MS = 12.5 * HOUR_MS
const ROUTE = { origin: 'MAD', destination: 'EZE' } as const
export const DEMO_FLIGHT_NUMBER = 'IB6845'

const RECIPIENTS = [
  {
    name: 'Emily Clarke',
    email: 'emily.clarke@example.com',
    locale: 'en',
    weight_grams: 1250,
    description: 'A violin bow',
    address: { line1: 'Defensa 963', city: 'Buenos Aires', postal_code: 'C1065', country: 'AR' },
  },
  {
    name: 'Martín Sosa',
    email: 'martin.sosa@example.com',
    locale: 'es',
    weight_grams: 3400,
    description: 'Repuestos de bicicleta',
    address: { line1: 'Av. Corrientes 1660', city: 'Buenos Aires', postal_code: 'C1042', country: 'AR' },
  },
  {
    name: 'ليلى حداد',
    email: 'layla.haddad@example.com',
    locale: 'ar',
    weight_grams: 800,
    description: 'كتب',
    address: { line1: 'Av. Libertador 2200', city: 'Buenos Aires', postal_code: 'C1425', country: 'AR' },
  },
] as const

const Shipment = z.object({ id: z.string(), tracking_id: z.string() })
const Made = z.object({ id: z.string() })

export const ConsignmentSchema = z.object({
  flight_id: z.string(),
  flight_number: z.string(),
  bag_id: z.string(),
  shipments: z.array(Shipment).min(1),
})
/** A flight, a bag on it and the parcels in the bag. */
export type Consignment = z.infer<typeof ConsignmentSchema>

/** The calendar date in Madrid, `YYYY-MM-DD`: a flight's date is local to where it starts. */
function dateInMadrid(at: number): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Madrid' }).format(at)
}

function shipmentBody(recipient: (typeof RECIPIENTS)[number]) {
  const { name, email, address, locale, ...goods } = recipient
  return {
    ...ROUTE,
    ...goods,
    locale,
    sender: { name: 'Librería del Prado', phone: '+34910000000', email: 'envios@example.com' },
    recipient: { name, email, address },
    notify: { email: true },
  }
}

/**
 * Sends parcels on their way as far as people do: announced, bagged, sealed and loaded on a flight from Madrid to Buenos Aires. Every POST
 * carries an Idempotency-Key made from `name`, so that a run which was cut off can be repeated and goes on where it ended.
 * @param daysAhead 0: the flight leaves within two hours; n: n days after that
 * @param parcels how many, 1 to 3
 * @throws ApiError
 */
export async function loadConsignment(
  api: Api,
  { name, daysAhead, parcels, now }: { name: string; daysAhead: number; parcels: number; now: number },
): Promise<Consignment> {
  const key = (step: string) => ({ 'idempotency-key': `${name}-${step}` })
  const departure = Math.ceil(now / (HOUR_MS / 2)) * (HOUR_MS / 2) + HOUR_MS + daysAhead * DAY_MS
  const flight = await api.read(Made, 'POST', '/flights', {
    headers: key('flight'),
    body: {
      ...ROUTE,
      flight_number: DEMO_FLIGHT_NUMBER,
      departure_date: dateInMadrid(departure),
      scheduled_departure: new Date(departure).toISOString(),
      scheduled_arrival: new Date(departure + FLIGHT_TIME_MS).toISOString(),
    },
  })
  const bag = await api.read(Made, 'POST', '/bags', {
    headers: key('bag'),
    body: { ...ROUTE, bag_number: `MAD-EZE-${name.toUpperCase()}` },
  })
  const shipments = []
  for (const [index, recipient] of RECIPIENTS.slice(0, parcels).entries()) {
    const sent = { headers: key(`shipment-${index}`), body: shipmentBody(recipient) }
    shipments.push(await api.read(Shipment, 'POST', '/shipments', sent))
  }
  await api.read(Made, 'POST', `/bags/${bag.id}/shipments`, {
    headers: key('assign'),
    body: { shipment_ids: shipments.map((shipment) => shipment.id) },
  })
  await api.read(Made, 'POST', `/bags/${bag.id}/transitions`, {
    headers: key('seal'),
    body: { to: 'sealed', seal_number: 'ES-240117' },
  })
  await api.read(Made, 'PUT', `/bags/${bag.id}/flight`, { body: { flight_id: flight.id } })
  return { flight_id: flight.id, flight_number: DEMO_FLIGHT_NUMBER, bag_id: bag.id, shipments }
}

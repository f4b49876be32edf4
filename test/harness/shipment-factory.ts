import { Tenant } from '../../src/domain/auth/tenant.ts'
import { Bag } from '../../src/domain/shipments/bag.ts'
import { Flight } from '../../src/domain/shipments/flight.ts'
import type { FlightUpdate } from '../../src/domain/shipments/flight-update.ts'
import { type NewShipment, Shipment } from '../../src/domain/shipments/shipment.ts'
import type { EventOrigin } from '../../src/domain/shipments/tracking-event.ts'
import { TrackingId } from '../../src/domain/shipments/tracking-id.ts'
import type { Stamp } from '../../src/domain/state-table.ts'

/** The instant at which everything below is made, ms UTC: 2026-03-01T10:00:00Z. */
export const MADE_AT = Date.UTC(2026, 2, 1, 10)

/** A member of staff, through the API. */
export const BY_STAFF: EventOrigin = {
  actor: { kind: 'user', userId: 'usr_ana', role: 'operator', sessionId: 'ses_1' },
  source: 'api',
}

/** A stamp whose ids count up: `evt_1`, `evt_2` … `now` in ms UTC. */
export function aStamp(now = MADE_AT, prefix = 'evt'): Stamp {
  let made = 0
  return { now, newId: () => `${prefix}_${++made}` }
}

export function aTenant(overrides: Partial<Tenant> = {}): Tenant {
  const tenant = Tenant.create({ id: 'ten_blue', name: 'Blue Sky Couriers', code: 'B7E', shard: 0, now: MADE_AT })
  return { ...tenant, ...overrides }
}

/** What a caller says of a prepaid parcel from Madrid to Havana whose recipient wants mail. */
export function aNewShipment(overrides: Partial<NewShipment> = {}): NewShipment {
  return {
    origin: 'MAD',
    destination: 'HAV',
    sender: { name: 'Ana Ruiz', phone: '+34600111222', email: 'ana@example.com', address: null },
    recipient: {
      name: 'Yoel Pérez',
      phone: '+5355512345',
      email: 'yoel@example.com',
      address: {
        line1: 'Calle 23 no. 105',
        line2: null,
        city: 'La Habana',
        region: null,
        postalCode: null,
        country: 'CU',
      },
    },
    weightGrams: 2_500,
    pieces: 1,
    description: 'Medicines',
    paymentMethod: 'prepaid',
    declaredValue: { amount: 12_000, currency: 'EUR' },
    codAmount: null,
    reference: null,
    awb: null,
    customerUserId: null,
    notify: { email: true, whatsapp: false, push: false },
    locale: null,
    ...overrides,
  }
}

/** A stored shipment, just created unless the overrides say otherwise. */
export function aShipment(overrides: Partial<Shipment> = {}): Shipment {
  const trackingId = TrackingId.create('B7E', new Uint8Array([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8]))
  const made = { id: 'shp_1', trackingId, tenant: aTenant() }
  return { ...Shipment.create(aNewShipment(), made, BY_STAFF, aStamp()).shipment, ...overrides }
}

/** An empty, open bag from Madrid to Havana. */
export function aBag(overrides: Partial<Bag> = {}): Bag {
  const bag = Bag.create(
    { bagNumber: 'BAG-001', origin: 'MAD', destination: 'HAV' },
    { id: 'bag_1', tenantId: 'ten_blue' },
    MADE_AT,
  )
  return { ...bag, ...overrides }
}

/** A scheduled flight from Madrid to Havana of which no provider has spoken yet. */
export function aFlight(overrides: Partial<Flight> = {}): Flight {
  const flight = Flight.create(
    {
      flightNumber: 'IB6501',
      departureDate: '2026-03-02',
      origin: 'MAD',
      destination: 'HAV',
      scheduledDeparture: Date.UTC(2026, 2, 2, 11),
      scheduledArrival: Date.UTC(2026, 2, 2, 21),
    },
    { id: 'flt_1', tenantId: 'ten_blue' },
    MADE_AT,
  )
  return { ...flight, ...overrides }
}

/** A word of AeroDataBox on that flight which tells its status and nothing else. */
export function aFlightUpdate(overrides: Partial<FlightUpdate> = {}): FlightUpdate {
  return {
    provider: 'aerodatabox',
    flightNumber: 'IB6501',
    departureDate: '2026-03-02',
    origin: 'MAD',
    destination: 'HAV',
    status: 'scheduled',
    providerStatus: 'Expected',
    scheduledDeparture: null,
    estimatedDeparture: null,
    actualDeparture: null,
    scheduledArrival: null,
    estimatedArrival: null,
    actualArrival: null,
    terminal: null,
    gate: null,
    arrivalTerminal: null,
    baggageBelt: null,
    aircraft: null,
    updatedAt: MADE_AT,
    ...overrides,
  }
}

import type { EventView, FlightView, Place, TrackingView } from '../../src/pages/tracking-view.ts'

/** 12 March 2026, 10:40 in Madrid, 05:40 in Miami. */
export const NOW = Date.parse('2026-03-12T09:40:00Z')

export const MIAMI: Place = {
  iata: 'MIA',
  name: 'Miami International Airport',
  city: 'Miami',
  country: 'US',
  timeZone: 'America/New_York',
}
export const MADRID: Place = {
  iata: 'MAD',
  name: 'Adolfo Suárez Madrid–Barajas Airport',
  city: 'Madrid',
  country: 'ES',
  timeZone: 'Europe/Madrid',
}
export const LISBON: Place = {
  iata: 'LIS',
  name: 'Humberto Delgado Airport',
  city: 'Lisbon',
  country: 'PT',
  timeZone: 'Europe/Lisbon',
}

export function anEvent(over: Partial<EventView> & Pick<EventView, 'id' | 'status'>): EventView {
  return { code: null, reasonCode: null, occurredAt: NOW, place: null, flightNumber: null, note: null, ...over }
}

export const LATE_FLIGHT: FlightView = {
  number: 'IB6124',
  status: 'departed',
  scheduledDeparture: Date.parse('2026-03-12T03:50:00Z'),
  estimatedDeparture: Date.parse('2026-03-12T05:05:00Z'),
  actualDeparture: Date.parse('2026-03-12T05:10:00Z'),
  scheduledArrival: Date.parse('2026-03-12T11:55:00Z'),
  estimatedArrival: Date.parse('2026-03-12T13:05:00Z'),
  actualArrival: null,
  origin: MIAMI,
  destination: MADRID,
  terminal: 'N',
  gate: 'D14',
  baggageBelt: null,
}

const TAKE_OFF = Date.parse('2026-03-12T05:10:00Z')

/** A parcel in the air from Miami to Madrid, an hour and ten minutes late. */
export function aView(over: Partial<TrackingView> = {}): TrackingView {
  return {
    nonce: 'bm9uY2U',
    locale: 'en',
    trackingId: 'SKY7K2MP4XWQ9TRA',
    trackingIdGrouped: 'SKY7 K2MP 4XWQ 9TRA',
    brand: {
      name: 'Blue Sky Couriers',
      colour: '#0b5fff',
      logoUrl: null,
      supportEmail: 'help@bluesky.example',
      supportPhone: '+34 910 000 123',
    },
    status: 'in_transit',
    statusSince: TAKE_OFF,
    origin: MIAMI,
    destination: MADRID,
    pieces: 2,
    weightGrams: 3450,
    flight: LATE_FLIGHT,
    estimatedArrival: Date.parse('2026-03-12T13:05:00Z'),
    events: [
      anEvent({ id: 'evt_3', status: 'in_transit', occurredAt: TAKE_OFF, place: MIAMI, flightNumber: 'IB6124' }),
      anEvent({ id: 'evt_2', status: 'received', occurredAt: Date.parse('2026-03-11T15:02:00Z'), place: MIAMI }),
      anEvent({ id: 'evt_1', status: 'created', occurredAt: Date.parse('2026-03-10T14:30:00Z') }),
    ],
    live: { socketPath: '/ws/track/SKY7K2MP4XWQ9TRA', since: 41 },
    ...over,
  }
}

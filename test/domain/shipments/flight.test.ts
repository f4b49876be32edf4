import { describe, it } from 'vitest'
import { Flight, type NewFlight } from '../../../src/domain/shipments/flight.ts'
import { FLIGHT_STATUSES, type FlightStatus } from '../../../src/domain/shipments/flight-status.ts'
import type { FlightUpdate } from '../../../src/domain/shipments/flight-update.ts'
import { aFlight, aFlightUpdate, MADE_AT } from '../../harness/shipment-factory.ts'
import { refusalOf } from '../refusal.ts'

const NOW = MADE_AT + 5_000
const apply = (flight: Flight, update: Partial<FlightUpdate>) => Flight.apply(flight, aFlightUpdate(update), NOW)

const DEPART = { from: 'loaded', to: 'in_transit' }
const ARRIVE = { from: 'in_transit', to: 'arrived' }
const OFFLOAD = { from: 'loaded', to: 'sealed' }

describe('a flight number', () => {
  it.for([
    { text: 'IB6501', number: 'IB6501' },
    { text: ' ib 06501 ', number: 'IB6501' },
    { text: 'U2 0042', number: 'U242' },
    { text: '9W123', number: '9W123' },
    { text: 'BA1a', number: 'BA1A' },
    { text: 'BA0', number: 'BA0' },
    { text: 'IBE6501', number: null },
    { text: '996501', number: null },
    { text: 'IB', number: null },
    { text: 'IB65011', number: null },
    { text: 'IB6501AB', number: null },
    { text: 'I6501', number: 'I6501' },
    { text: '', number: null },
  ])('"$text" is $number', ({ text, number }, { expect }) => {
    expect(Flight.normalizeNumber(text)).toBe(number)
  })
})

describe('a new flight', () => {
  const input: NewFlight = {
    flightNumber: 'IB6501',
    departureDate: '2026-03-02',
    origin: 'MAD',
    destination: 'HAV',
    scheduledDeparture: null,
    scheduledArrival: 4,
  }

  it('is scheduled, and no provider has spoken of it', ({ expect }) => {
    const flight = Flight.create(input, { id: 'flt_1', tenantId: 'ten_blue' }, MADE_AT)
    expect(flight).toEqual({
      ...input,
      id: 'flt_1',
      tenantId: 'ten_blue',
      status: 'scheduled',
      providerStatus: null,
      estimatedDeparture: null,
      actualDeparture: null,
      estimatedArrival: null,
      actualArrival: null,
      terminal: null,
      gate: null,
      arrivalTerminal: null,
      baggageBelt: null,
      aircraft: null,
      provider: null,
      lastProviderUpdateAt: null,
      alerts: true,
      toldAt: {},
      toldArrival: null,
      delayToldIn: null,
      version: 1,
      createdAt: MADE_AT,
      updatedAt: MADE_AT,
    })
    expect(Object.isFrozen(flight)).toBe(true)
  })

  it('is refused when it goes nowhere', ({ expect }) => {
    const create = () => Flight.create({ ...input, destination: 'MAD' }, { id: 'flt_1', tenantId: 'ten_blue' }, MADE_AT)
    expect(refusalOf(create)).toMatchObject({ code: 'unprocessable', errors: [{ pointer: '/destination' }] })
  })

  it('takes bags until it has left or will not', ({ expect }) => {
    expect(FLIGHT_STATUSES.filter((status) => Flight.takesBags(status))).toEqual(['scheduled', 'delayed', 'unknown'])
  })
})

describe('the times of a flight', () => {
  it('are the actual, else the estimated, else the scheduled ones', ({ expect }) => {
    const told = { scheduledArrival: 1, estimatedArrival: 2, actualArrival: 3 }
    expect(Flight.expectedArrival(told)).toBe(3)
    expect(Flight.expectedArrival({ ...told, actualArrival: null })).toBe(2)
    expect(Flight.expectedArrival({ ...told, actualArrival: null, estimatedArrival: null })).toBe(1)
    const left = { scheduledDeparture: 1, estimatedDeparture: 2, actualDeparture: 3 }
    expect(Flight.expectedDeparture(left)).toBe(3)
    expect(Flight.expectedDeparture({ ...left, actualDeparture: null })).toBe(2)
    expect(
      Flight.expectedDeparture({ scheduledDeparture: null, estimatedDeparture: null, actualDeparture: null }),
    ).toBeNull()
  })
})

/** What a later word of `to` does to the bags of a flight that is `from`. */
function expectedMoves(from: FlightStatus, to: FlightStatus): readonly object[] {
  if (from === 'arrived' || from === to) return []
  const all = { departed: [DEPART], diverted: [DEPART], cancelled: [OFFLOAD], arrived: [DEPART, ARRIVE] }
  if (from === 'departed' && to === 'arrived') return [ARRIVE]
  return to in all ? all[to as keyof typeof all] : []
}

describe('a later word on a flight', () => {
  const pairs = FLIGHT_STATUSES.flatMap((from) => FLIGHT_STATUSES.map((to) => ({ from, to })))

  it.for(pairs)('that is $from says $to', ({ from, to }, { expect }) => {
    const flight = aFlight({ status: from, toldAt: { status: 10 }, lastProviderUpdateAt: 10, providerStatus: 'before' })
    const outcome = apply(flight, { status: to, providerStatus: 'their word', updatedAt: 11 })
    const becomes = from === 'arrived' || to === 'unknown' || from === to ? null : to
    expect(outcome).toMatchObject({ changed: true, became: becomes, timesChanged: false })
    expect(outcome.moves).toEqual(expectedMoves(from, to))
    expect(outcome.flight).toMatchObject({
      status: becomes ?? from,
      providerStatus: 'their word',
      provider: 'aerodatabox',
      lastProviderUpdateAt: 11,
      version: flight.version + 1,
      updatedAt: NOW,
    })
    expect(Object.isFrozen(outcome.flight)).toBe(true)
    expect(flight).toMatchObject({ status: from, lastProviderUpdateAt: 10, toldAt: { status: 10 } })
  })

  it('that we do not know keeps their word and changes nothing else', ({ expect }) => {
    const flight = aFlight()
    const outcome = apply(flight, { status: 'unknown', providerStatus: 'CanceledUncertain', updatedAt: 3 })
    expect(outcome).toMatchObject({ became: null, moves: [], timesChanged: false })
    expect(outcome.flight).toEqual({
      ...flight,
      providerStatus: 'CanceledUncertain',
      provider: 'aerodatabox',
      lastProviderUpdateAt: 3,
      version: 2,
      updatedAt: NOW,
    })
  })

  it('of a landing whose departure we missed plays both moves, in order', ({ expect }) => {
    expect(apply(aFlight(), { status: 'arrived' }).moves).toEqual([DEPART, ARRIVE])
  })

  it.for([
    { field: 'estimatedArrival', times: true },
    { field: 'actualArrival', times: true },
    { field: 'scheduledArrival', times: true },
    { field: 'estimatedDeparture', times: true },
    { field: 'actualDeparture', times: true },
    { field: 'scheduledDeparture', times: true },
    { field: 'gate', times: false },
    { field: 'terminal', times: false },
    { field: 'arrivalTerminal', times: false },
    { field: 'baggageBelt', times: false },
    { field: 'aircraft', times: false },
  ] as const)('on its $field says whether people have a new time: $times', ({ field, times }, { expect }) => {
    const value = times ? 77 : 'B7'
    const outcome = apply(aFlight(), { [field]: value, updatedAt: 8 })
    expect(outcome).toMatchObject({ changed: true, became: null, moves: [], timesChanged: times })
    expect(outcome.flight[field]).toBe(value)
    expect(outcome.flight.toldAt[field]).toBe(8)
  })

  it('of a time that gives way to a better known one is no new time', ({ expect }) => {
    const landed = aFlight({ actualArrival: 50, toldAt: { actualArrival: 1 } })
    expect(apply(landed, { estimatedArrival: 60, updatedAt: 8 })).toMatchObject({ changed: true, timesChanged: false })
  })

  it('that leaves a field out keeps it', ({ expect }) => {
    const told = apply(aFlight(), { gate: 'B7', updatedAt: 1 }).flight
    expect(apply(told, { gate: null, updatedAt: 2 }).flight.gate).toBe('B7')
  })
})

describe('an older word on a flight', () => {
  const departed = apply(aFlight(), {
    status: 'departed',
    providerStatus: 'EnRoute',
    gate: 'B7',
    updatedAt: 100,
  }).flight

  it('changes nothing', ({ expect }) => {
    const outcome = apply(departed, { status: 'cancelled', providerStatus: 'Canceled', gate: 'A1', updatedAt: 99 })
    expect(outcome.flight).toBe(departed)
    expect(outcome).toMatchObject({ changed: false, moves: [], became: null, timesChanged: false })
  })

  it('only fills in what was not told later', ({ expect }) => {
    const outcome = apply(departed, { status: 'delayed', gate: 'A1', terminal: '4S', updatedAt: 99 })
    expect(outcome).toMatchObject({ changed: true, became: null, moves: [] })
    expect(outcome.flight).toMatchObject({
      status: 'departed',
      providerStatus: 'EnRoute',
      gate: 'B7',
      terminal: '4S',
      lastProviderUpdateAt: 100,
    })
  })

  it('of an arrival counts all the same: a plane that has landed has landed', ({ expect }) => {
    const outcome = apply(departed, { status: 'arrived', providerStatus: 'Arrived', updatedAt: 99 })
    expect(outcome).toMatchObject({ became: 'arrived', moves: [ARRIVE] })
    expect(outcome.flight).toMatchObject({ status: 'arrived', providerStatus: 'EnRoute', lastProviderUpdateAt: 100 })
  })
})

describe('two words of the same instant', () => {
  const both = (first: Partial<FlightUpdate>, second: Partial<FlightUpdate>) => {
    const end = (a: Partial<FlightUpdate>, b: Partial<FlightUpdate>) =>
      apply(apply(aFlight(), { ...a, updatedAt: 1 }).flight, { ...b, updatedAt: 1 }).flight
    return [end(first, second), end(second, first)]
  }

  it('end with the one that is further along', ({ expect }) => {
    for (const flight of both({ status: 'departed' }, { status: 'cancelled' })) expect(flight.status).toBe('departed')
    for (const flight of both({ status: 'scheduled' }, { status: 'delayed' })) expect(flight.status).toBe('delayed')
  })

  it("keep the arrival's word, else the greater text, else the greater provider", ({ expect }) => {
    const arrival = { status: 'arrived', providerStatus: 'Arrived' } as const
    for (const flight of both(arrival, { status: 'departed', providerStatus: 'EnRoute' })) {
      expect(flight).toMatchObject({ status: 'arrived', providerStatus: 'Arrived' })
    }
    for (const flight of both({ providerStatus: 'Boarding' }, { providerStatus: 'GateClosed' })) {
      expect(flight.providerStatus).toBe('GateClosed')
    }
    for (const flight of both({ provider: 'manual' }, { provider: 'aviationstack' })) {
      expect(flight.provider).toBe('manual')
    }
  })
})

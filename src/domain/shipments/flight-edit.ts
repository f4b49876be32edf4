import { DomainError } from '../errors.ts'
import { Flight, type FlightOutcome, type ToldField } from './flight.ts'
import { NOTHING_TOLD } from './flight-delay.ts'
import type { FlightStatus } from './flight-status.ts'
import type { FlightUpdate } from './flight-update.ts'

/** What staff may say of a flight themselves. What is absent stays as it is. Times are ms since 1970, UTC. */
export type FlightEdit = Readonly<
  Partial<Pick<Flight, IdentityField> & { [F in ToldField]: NonNullable<Flight[F]> } & { status: ManualStatus }>
>

const IDENTITY = ['flightNumber', 'departureDate', 'origin', 'destination'] as const
type IdentityField = (typeof IDENTITY)[number]

const TOLD = [
  'scheduledDeparture',
  'estimatedDeparture',
  'actualDeparture',
  'scheduledArrival',
  'estimatedArrival',
  'actualArrival',
  'terminal',
  'gate',
  'arrivalTerminal',
  'baggageBelt',
  'aircraft',
] as const satisfies readonly ToldField[]

export const MANUAL_STATUSES = ['scheduled', 'delayed', 'departed', 'arrived', 'cancelled', 'diverted'] as const
export type ManualStatus = (typeof MANUAL_STATUSES)[number]

/** Where staff may take a flight. A provider may say more: it corrects itself, in whatever order its words come. */
export const MANUAL_MOVES: Readonly<Record<FlightStatus, readonly ManualStatus[]>> = {
  scheduled: ['delayed', 'departed', 'arrived', 'cancelled', 'diverted'],
  delayed: ['scheduled', 'departed', 'arrived', 'cancelled', 'diverted'],
  unknown: ['scheduled', 'delayed', 'departed', 'arrived', 'cancelled', 'diverted'],
  departed: ['arrived', 'diverted'],
  diverted: ['departed', 'arrived'],
  cancelled: ['scheduled', 'delayed'],
  arrived: [],
}

export interface EditedFlight extends FlightOutcome {
  /** Fields that are other than before; the status among them. */
  readonly fields: readonly (IdentityField | ToldField | 'status')[]
  /** Whether it is another flight now for whoever loads bags or watches it. */
  readonly renamed: boolean
}

function unprocessable(pointer: string, message: string): DomainError {
  return new DomainError('unprocessable', message, { errors: [{ pointer, message }] })
}

function assertSound(flight: Flight): void {
  if (flight.origin === flight.destination) {
    throw unprocessable('/destination', 'The destination is the origin. Name another airport.')
  }
  const { scheduledDeparture, scheduledArrival } = flight
  if (scheduledDeparture !== null && scheduledArrival !== null && scheduledArrival <= scheduledDeparture) {
    throw unprocessable('/scheduled_arrival', 'The arrival is not after the departure.')
  }
}

/** The edit as a word on the flight, later than any that was spoken, so that the last to say something is believed. */
function wordOf(flight: Flight, edit: FlightEdit, now: number): FlightUpdate {
  const spoken = [flight.lastProviderUpdateAt ?? 0, ...Object.values(flight.toldAt)]
  const said = Object.fromEntries(
    TOLD.map((field) => [field, edit[field] === flight[field] ? null : (edit[field] ?? null)]),
  ) as Pick<FlightUpdate, ToldField>
  return {
    provider: 'manual',
    flightNumber: flight.flightNumber,
    departureDate: flight.departureDate,
    origin: flight.origin,
    destination: flight.destination,
    ...said,
    status: edit.status ?? 'unknown',
    providerStatus: edit.status ?? '',
    updatedAt: Math.max(now, ...spoken.map((time) => time + 1)),
  }
}

/**
 * What staff say of a flight, played like a provider's word: bags and parcels move with it. Its number, date and route change
 * only while it is scheduled; that no bag is on it is for the commit to make sure of.
 * Throws `conflict`, `invalid_transition`, `unprocessable`.
 */
export function editFlight(flight: Flight, edit: FlightEdit, now: number): EditedFlight {
  const differs = <F extends keyof FlightEdit>(field: F) => edit[field] !== undefined && edit[field] !== flight[field]
  const renamed = IDENTITY.filter(differs)
  const told = TOLD.filter(differs)
  const moves = differs('status')
  const fields = [...renamed, ...told, ...(moves ? (['status'] as const) : [])]
  if (fields.length === 0) {
    return { flight, changed: false, moves: [], became: null, timesChanged: false, delay: null, fields, renamed: false }
  }
  if (renamed.length > 0 && flight.status !== 'scheduled') {
    throw new DomainError(
      'conflict',
      `The flight is ${flight.status}. Its number, date and route change only while it is scheduled.`,
    )
  }
  const allowed = MANUAL_MOVES[flight.status]
  if (moves && edit.status !== undefined && !allowed.includes(edit.status)) {
    throw new DomainError('invalid_transition', `A flight that is ${flight.status} does not become ${edit.status}.`, {
      allowed,
    })
  }
  const named: Flight = {
    ...flight,
    ...Object.fromEntries(renamed.map((field) => [field, edit[field]])),
    // What was told was of another flight.
    ...(renamed.length > 0 && NOTHING_TOLD),
  }
  const { status: _same, ...silent } = edit
  const outcome = Flight.apply(named, wordOf(named, moves ? edit : silent, now), now)
  const next: Flight = Object.freeze({
    ...outcome.flight,
    // Whoever moved a gate did not speak of the status: what the provider said of it stands.
    ...(!moves && {
      provider: flight.provider,
      providerStatus: flight.providerStatus,
      lastProviderUpdateAt: flight.lastProviderUpdateAt,
    }),
    version: flight.version + 1,
    updatedAt: now,
  })
  assertSound(next)
  return { ...outcome, flight: next, changed: true, fields, renamed: renamed.length > 0 }
}

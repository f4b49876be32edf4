import type { ShipmentStatus } from '../domain/shipments/shipment-status.ts'
import type { EventView, FlightView, Place, TrackingView } from './tracking-view.ts'
import type { NoticeKind, Phase } from './tracking-words.ts'

/** How the page is coloured: all is well, someone should look, or the journey ended early. */
export type Mood = 'well' | 'attention' | 'stopped'
export type PhaseState = 'done' | 'current' | 'stopped' | 'ahead'

/** The one line under the headline that carries a time. */
export interface WhenLine {
  readonly kind: 'lands' | 'expectedToLand' | 'wasDue' | 'since' | 'handedOver'
  readonly at: number
  readonly place: Place
}

const STATUS_PHASE: Readonly<Record<ShipmentStatus, number>> = {
  created: -1,
  received: 0,
  bagged: 0,
  in_transit: 1,
  arrived: 2,
  customs_hold: 2,
  available_for_pickup: 3,
  out_for_delivery: 3,
  delivery_failed: 3,
  delivered: 4,
  returned: -1,
  lost: -1,
  cancelled: -1,
}
const STOPPED: readonly ShipmentStatus[] = ['lost', 'cancelled', 'returned']
const ATTENTION: readonly ShipmentStatus[] = ['customs_hold', 'delivery_failed']
const BEFORE_TAKE_OFF: readonly ShipmentStatus[] = ['created', 'received', 'bagged']
const FLIGHT_NOTICES = {
  delayed: 'flight_delayed',
  cancelled: 'flight_cancelled',
  diverted: 'flight_diverted',
} as const

export function moodOf(view: TrackingView): Mood {
  if (STOPPED.includes(view.status)) return 'stopped'
  if (ATTENTION.includes(view.status)) return 'attention'
  const flight = noticeOf(view)
  return flight === 'flight_cancelled' || flight === 'flight_diverted' ? 'attention' : 'well'
}

/** What needs explaining, if anything. A flight's troubles matter only while the parcel still depends on it. */
export function noticeOf(view: TrackingView): NoticeKind | null {
  const { status } = view
  if (status === 'customs_hold' || status === 'delivery_failed') return status
  if (status === 'lost' || status === 'cancelled' || status === 'returned') return status
  const depends = status === 'received' || status === 'bagged' || status === 'in_transit'
  const flightStatus = view.flight?.status
  if (!depends || !flightStatus) return null
  return flightStatus in FLIGHT_NOTICES ? FLIGHT_NOTICES[flightStatus as keyof typeof FLIGHT_NOTICES] : null
}

/** Where the parcel was last seen: the place of the newest event that has the present status, else the end it belongs to. */
export function placeOf(view: TrackingView): Place {
  return view.events.find((event) => event.status === view.status)?.place ?? likelyPlace(view, view.status)
}

/** Before the landing a parcel is on its origin's clock, afterwards on its destination's. */
function likelyPlace(view: TrackingView, status: ShipmentStatus): Place {
  const left = !BEFORE_TAKE_OFF.includes(status) && status !== 'in_transit' && status !== 'cancelled'
  return left ? view.destination : view.origin
}

export function eventPlace(view: TrackingView, event: EventView): Place {
  return event.place ?? likelyPlace(view, event.status)
}

export function whenLine(view: TrackingView, now: number): WhenLine | null {
  const eta = view.flight?.status === 'cancelled' ? null : view.estimatedArrival
  const place = view.destination
  if (view.status === 'in_transit' && eta !== null) return { kind: eta < now ? 'wasDue' : 'lands', at: eta, place }
  if (BEFORE_TAKE_OFF.includes(view.status) && eta !== null && eta > now)
    return { kind: 'expectedToLand', at: eta, place }
  // Nothing is so "since tomorrow": a clock that is ahead of ours, or a demo's, says nothing here.
  if (view.statusSince === null || view.statusSince > now) return null
  const kind = view.status === 'delivered' ? 'handedOver' : 'since'
  return { kind, at: view.statusSince, place: placeOf(view) }
}

/** How far along the arc the aircraft is drawn, 0 (origin) to 1 (destination), as a fraction. */
export function progressOf(view: TrackingView, now: number): number {
  const reached = reachedPhase(view)
  if (reached < 1) return 0
  if (reached > 1) return 1
  const from = view.flight?.actualDeparture ?? view.flight?.scheduledDeparture ?? null
  const to = view.estimatedArrival
  if (from === null || to === null || to <= from) return 0.5
  return Math.min(0.9, Math.max(0.1, (now - from) / (to - from)))
}

/** The furthest of the five phases reached, 0-4, or -1 before the first. */
function reachedPhase(view: TrackingView): number {
  if (STOPPED.includes(view.status)) return view.events.reduce((most, e) => Math.max(most, STATUS_PHASE[e.status]), -1)
  if (view.status === 'arrived' || view.status === 'customs_hold') return groundPhase(view)
  // Packed again after a landing: a connection, which is still the way through the air.
  if (view.status === 'bagged' && view.events.some((event) => event.status === 'arrived')) return 1
  return STATUS_PHASE[view.status]
}

/** On the ground at the destination, at a stop between two flights, or still at the origin. */
function groundPhase(view: TrackingView): number {
  const { iata } = placeOf(view)
  if (iata === view.destination.iata) return 2
  return iata === view.origin.iata ? 0 : 1
}

/** Whether it landed somewhere it does not stay. */
export function isConnecting(view: TrackingView): boolean {
  return view.status === 'arrived' && placeOf(view).iata !== view.destination.iata
}

/** The five steps of every journey and where this one stands. */
export function phasesOf(view: TrackingView): { phase: Phase; state: PhaseState }[] {
  const reached = reachedPhase(view)
  const mood = moodOf(view)
  const here: PhaseState = view.status === 'delivered' ? 'done' : mood === 'well' ? 'current' : 'stopped'
  const handover: Phase = collects(view) ? 'ready_for_pickup' : 'out_for_delivery'
  const order: Phase[] = ['received', 'in_the_air', 'arrived', handover, 'delivered']
  return order.map((phase, i) => ({ phase, state: i < reached ? 'done' : i === reached ? here : 'ahead' }))
}

/** Whether the recipient fetches it: then nobody is sent out, and the fourth step says so. */
function collects(view: TrackingView): boolean {
  if (view.status === 'available_for_pickup') return true
  const seen = (status: ShipmentStatus) => view.events.some((event) => event.status === status)
  return view.status !== 'out_for_delivery' && seen('available_for_pickup') && !seen('out_for_delivery')
}

/** A planned time and the better knowledge of it; `was` is set only when they differ by a minute or more. */
export interface MovedTime {
  readonly at: number | null
  readonly was: number | null
}

function moved(scheduled: number | null, estimated: number | null, actual: number | null): MovedTime {
  const at = actual ?? estimated ?? scheduled
  const differs = at !== null && scheduled !== null && Math.abs(at - scheduled) >= 60_000
  return { at, was: differs ? scheduled : null }
}

export function flightTimes(flight: FlightView): { departure: MovedTime; arrival: MovedTime; lateBy: number } {
  const departure = moved(flight.scheduledDeparture, flight.estimatedDeparture, flight.actualDeparture)
  const arrival = moved(flight.scheduledArrival, flight.estimatedArrival, flight.actualArrival)
  return { departure, arrival, lateBy: Math.max(0, lateness(arrival) || lateness(departure)) }
}

function lateness({ at, was }: MovedTime): number {
  return at !== null && was !== null ? at - was : 0
}

import type { Locale } from '../domain/auth/tenant.ts'
import type { FlightStatus } from '../domain/shipments/flight-status.ts'
import type { ShipmentStatus } from '../domain/shipments/shipment-status.ts'
import { ar } from './words/ar.ts'
import { en } from './words/en.ts'
import { es } from './words/es.ts'
import { fr } from './words/fr.ts'
import { pt } from './words/pt.ts'

/** What happened, and what the reader can do about it. */
interface Notice {
  readonly why: string
  readonly now: string
}

export type NoticeKind =
  | Extract<ShipmentStatus, 'customs_hold' | 'delivery_failed' | 'lost' | 'cancelled' | 'returned'>
  | 'flight_delayed'
  | 'flight_cancelled'
  | 'flight_diverted'
export type Phase = 'received' | 'in_the_air' | 'arrived' | 'out_for_delivery' | 'ready_for_pickup' | 'delivered'
/** IATA FSU codes that say more than the status they come with. */
type EventCode = 'MAN' | 'RCF' | 'CCD' | 'NFD'
/** Reasons a customer can make something of; any other code stays inside. */
type EventReason =
  | 'not_home'
  | 'refused'
  | 'address_issue'
  | 'damaged'
  | 'missing_cargo'
  | 'found_cargo'
  | 'flight_cancelled'
  | 'flight_diverted'
  | 'offloaded'

/** Every word of the tracking pages in one language. `{name}` marks a place to fill; the CLDR plural rule picks a piece's form. */
export interface TrackingWords {
  readonly title: string
  readonly shareDescription: string
  readonly skip: string
  readonly trackingNumber: string
  readonly pieces: Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>
  readonly piecesLabel: string
  readonly weight: string
  readonly live: Readonly<Record<'connected' | 'connecting' | 'disconnected', string>>
  readonly dayAndTime: string
  readonly inCityTime: string
  readonly cityTime: string
  readonly updated: string
  readonly lands: string
  readonly expectedToLand: string
  readonly wasDue: string
  readonly since: string
  readonly handedOver: string
  readonly continues: string
  readonly headline: Readonly<Record<ShipmentStatus, string>>
  readonly detail: Readonly<Record<ShipmentStatus, string>>
  readonly notices: Readonly<Record<NoticeKind, Notice>>
  readonly notice: string
  readonly progress: string
  readonly phases: Readonly<Record<Phase, string>>
  readonly phaseDone: string
  readonly phaseStopped: string
  readonly status: Readonly<Record<ShipmentStatus, string>>
  readonly codes: Readonly<Record<EventCode, string>>
  readonly reasons: Readonly<Record<EventReason, string>>
  readonly flight: string
  readonly flightStatus: Readonly<Record<FlightStatus, string>>
  readonly delayedBy: string
  readonly departs: string
  readonly departed: string
  readonly arrives: string
  readonly landed: string
  readonly timeWas: string
  readonly timeNow: string
  readonly timeUnknown: string
  readonly terminal: string
  readonly gate: string
  readonly belt: string
  readonly journey: string
  readonly noEvents: string
  readonly help: string
  readonly helpText: string
  readonly formTitle: string
  readonly formText: string
  readonly formLabel: string
  readonly formHint: string
  readonly formButton: string
  readonly notFoundTitle: string
  readonly notFoundText: string
}

export const TRACKING_WORDS: Readonly<Record<Locale, TrackingWords>> = { en, es, fr, pt, ar }

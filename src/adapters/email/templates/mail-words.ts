import type { Locale } from '../../../domain/auth/tenant.ts'
import type { ShipmentStatus } from '../../../domain/shipments/shipment-status.ts'
import { ar } from './words/ar.ts'
import { en } from './words/en.ts'
import { es } from './words/es.ts'
import { fr } from './words/fr.ts'
import { pt } from './words/pt.ts'

/** What a mail about a parcel can be about: a status it reached, a new time of landing, another change, or what became of its flight. */
export type ShipmentTopic =
  | ShipmentStatus
  | 'delayed'
  | 'sooner'
  | 'updated'
  | 'flight_delayed'
  | 'flight_cancelled'
  | 'flight_diverted'

/** The subject is the headline too. `{origin}`, `{destination}`, `{brand}` and `{expected}`, the time of landing, are filled in. */
interface ShipmentText {
  readonly subject: string
  readonly text: string
}

export interface AccountText extends ShipmentText {
  /** What the button says; null where a mail leads nowhere. */
  readonly button: string | null
  /** What to do when this mail was not expected. */
  readonly otherwise: string
}

/** Every word of every mail in one language. `{name}` marks a place to fill. */
export interface MailWords {
  readonly greeting: string
  readonly trackingNumber: string
  readonly route: string
  readonly expectedArrival: string
  readonly cityTime: string
  readonly track: string
  readonly why: string
  /** The way to no more of them. */
  readonly stop: string
  readonly questions: string
  readonly linkFallback: string
  readonly linkLasts: string
  readonly linkLastsHours: string
  readonly shipment: Readonly<Record<ShipmentTopic, ShipmentText>>
  readonly verify: AccountText
  readonly reset: AccountText
  readonly invite: AccountText
  readonly reuse: AccountText
}

export const MAIL_WORDS: Readonly<Record<Locale, MailWords>> = { en, es, fr, pt, ar }

import type { Branding, Locale } from '../auth/tenant.ts'
import type { Page, PageRequest } from '../page.ts'
import type { Airport } from '../shipments/airport.ts'
import type { Flight } from '../shipments/flight.ts'
import type { ToldArrival } from '../shipments/flight-delay.ts'
import type { Shipment } from '../shipments/shipment.ts'
import type { Statement } from '../statement.ts'
import type { NotificationEvent, NotificationType } from './notification-event.ts'
import type { Preferences, ToldEvent } from './preferences.ts'
import type { NotificationTemplate, PlaceholderValues } from './templates.ts'

/** Work that a commit leaves for after it. `notification`: the event of that id; others carry what they need. */
export interface OutboxEntry {
  readonly id: string
  readonly type:
    | 'notification'
    | 'flight_alert.watch'
    | 'flight_alert.unwatch'
    | 'auth_mail'
    /** Staff have a delivery of the event `event_id` tried again. */
    | 'delivery.retry'
    /** A file of shipments to be worked. */
    | 'import'
    /** Orders of the platform's operators, in the directory only. */
    | 'tenant.suspend'
    | 'tenant.resume'
  readonly payload: Readonly<Record<string, unknown>>
}

/** Whoever relays an outbox holds its lease: one at a time, so that events keep their order and are sent on once. Times are ms UTC. */
export interface OutboxClaim {
  readonly holder: string
  readonly now: number
  /** From then on another may take over. */
  readonly until: number
  /** How many are taken; 0 gives the lease back. */
  readonly limit: number
  /** What has been sent on: it is deleted first. */
  readonly done: readonly string[]
}

export interface PendingOutbox {
  readonly entries: readonly (OutboxEntry & { readonly event: NotificationEvent | null })[]
  /** Shipments whose public page is open somewhere. */
  readonly watched: ReadonlySet<string>
  /** Told when the lease is given back: whether entries are left. */
  readonly hasMore: boolean
}

/** An event, its shipment when it is about one, and how the company wants people to be told. */
export interface EventToTell {
  readonly event: NotificationEvent
  readonly shipment: Shipment | null
  /** When its flight is to land, ms UTC. */
  readonly expectedArrival: number | null
  /** The flight that it is on now, and what people were told of that; null when it is on none. */
  readonly flight: (ToldArrival & Pick<Flight, 'id' | 'status'>) | null
  readonly preferences: Preferences
  /** The company's own words for this event. */
  readonly templates: readonly NotificationTemplate[]
}

export interface NotificationRepository {
  /** The events and their outbox entries, any number in two statements. */
  record(events: readonly NotificationEvent[]): readonly Statement[]
  enqueue(entry: OutboxEntry, now: number): Statement
  list(page: PageRequest): Promise<Page<NotificationEvent>>
  /** Takes what is to be relayed next, oldest first; nothing while another holds the lease. One round trip. */
  claimOutbox(claim: OutboxClaim): Promise<PendingOutbox>
  /** The event with all that is needed to tell people of it. One round trip. */
  findWithShipment(eventId: string): Promise<EventToTell | null>
  watch(shipmentId: string, expiresAt: number): Statement
  /** Shipments whose public page is open somewhere, in the order of their ids, after `after`. One round trip. */
  watched(now: number, after: string, limit: number): Promise<readonly string[]>
}

/** The directory's side: mails about accounts, of all tenants. An entry's payload names its `tenant_id`. */
export interface DirectoryOutbox {
  enqueue(entry: OutboxEntry, now: number): Statement
  /** The same as a company's own, over the mails and orders of all. */
  claimOutbox(claim: OutboxClaim): Promise<{ readonly entries: readonly OutboxEntry[] }>
}

/** A tenant's hub, or a shipment's public one. */
export interface Hub {
  publish(events: readonly HubMessage[]): Promise<void>
  issueTicket(identity: HubIdentity): Promise<{ ticket: string; expiresIn: number }>
  redeemTicket(ticket: string): Promise<HubIdentity | null>
  endSession(sessionId: string): Promise<void>
  endUser(userId: string): Promise<void>
  endAll(): Promise<void>
}

export interface HubMessage {
  readonly id: string
  readonly event: string
  /** RFC 3339. */
  readonly at: string
  readonly topics: readonly string[]
  readonly audience: { readonly staff: boolean; readonly users: readonly string[]; readonly everyone?: boolean }
  readonly data: Readonly<Record<string, unknown>>
}

export interface HubIdentity {
  readonly userId: string
  readonly role: string
  readonly staff: boolean
  readonly sessionId: string
  readonly expiresAt: number | null
  /** When the token was signed, ms UTC: with it, one from before its user was cut off opens no socket. */
  readonly issuedAt?: number | undefined
}

/** Hubs by name. */
export interface Hubs {
  tenant(tenantId: string): Hub
  shipment(shipmentId: string): Hub
}

export interface Mail {
  /** Whose delivery it is: it comes back with the provider's callbacks, beside the key. */
  readonly tenantId: string
  readonly to: string
  readonly subject: string
  readonly html: string
  readonly text: string
  /** Beside what every mail has, such as List-Unsubscribe. No value holds CR or LF. */
  readonly headers?: Readonly<Record<string, string>>
  /** The same key never leads to a second mail. A delivery's `Delivery.key`: letters, digits, `_` and `-`. */
  readonly idempotencyKey: string
}

export interface RenderedMail {
  readonly subject: string
  readonly html: string
  readonly text: string
}

/** What a mail about a shipment tells. */
export interface ShipmentMail {
  readonly locale: Locale
  readonly brand: Branding
  readonly recipientName: string
  readonly event: NotificationType
  readonly trackingId: string
  readonly trackingUrl: string
  readonly origin: Airport
  readonly destination: Airport
  /** ms UTC. */
  readonly estimatedArrival: number | null
  /** Whether that is earlier than what was said before. */
  readonly sooner?: boolean
  /** The company's own words, filled in; without them the built-in ones. */
  readonly own?: { readonly subject: string; readonly text: string } | null
  /** Where the reader stops such mails. */
  readonly stopUrl?: string | null
}

/** What a mail about an account tells. */
export interface AccountMail {
  readonly locale: Locale
  readonly brand: Branding
  readonly recipientName: string
  /** Where its link leads; null for a mail without one. */
  readonly link: string | null
}
export type AccountMailTemplate = 'verify_email' | 'reset_password' | 'accept_invite' | 'reuse_detected'

/** Words and looks of mails, in the recipient's language. */
export interface MailTemplates {
  shipment(mail: ShipmentMail): RenderedMail
  /** The same news in two short plain texts, for phones. */
  short(mail: ShipmentMail): { readonly title: string; readonly body: string }
  /** The built-in words with their placeholders, for who wants to write others. */
  words(event: ToldEvent, locale: Locale): { readonly greeting: string; readonly title: string; readonly body: string }
  /** What a company's own words may name, in the reader's language; each on one line. */
  placeholders(mail: ShipmentMail): PlaceholderValues
  account(template: AccountMailTemplate, mail: AccountMail): RenderedMail
}

/** Links by which whoever was sent a mail stops such mails. They hold no address: the delivery knows whom it went to. */
export interface StopLinks {
  tokenFor(tenantId: string, deliveryId: string): Promise<string>
  /** Null for a token that is not ours. */
  read(token: string): Promise<{ readonly tenantId: string; readonly deliveryId: string } | null>
}

/**
 * Sends one mail. Throws `DeliveryFailure`, which says what is to be done about it.
 */
export interface EmailService {
  readonly provider: string
  /** Whether the provider knows an idempotency key again. Absent means that it does not: what may have been sent is then not sent again. */
  readonly repeatable?: boolean
  send(mail: Mail): Promise<{ messageId: string }>
}

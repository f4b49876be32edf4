import type { Clock } from '../core/clock.ts'
import type { Ids } from '../core/ids.ts'
import type { Log } from '../core/log.ts'
import type { Actor } from '../domain/actor.ts'
import type { AuditLog, AuditRepository } from '../domain/audit.ts'
import type { AccountRepository, LockoutRepository, TenantRepository } from '../domain/auth/account-ports.ts'
import type { CourierDirectory } from '../domain/auth/courier-directory.ts'
import type {
  ApiKeyRepository,
  AuthRepository,
  DomainProofs,
  DomainRepository,
  JwtService,
  OAuthProviders,
  OAuthRepository,
  OneTimeTokens,
  PasswordService,
  SessionService,
  TokenEncryption,
} from '../domain/auth/ports.ts'
import type { Tenant } from '../domain/auth/tenant.ts'
import type { PushService, WhatsAppService } from '../domain/notifications/channel-ports.ts'
import type { CircuitRepository } from '../domain/notifications/circuit.ts'
import type { Channel } from '../domain/notifications/delivery.ts'
import type { DeliveryRepository } from '../domain/notifications/delivery-ports.ts'
import type { DeviceDirectory, DeviceRepository } from '../domain/notifications/devices.ts'
import type { Inbox } from '../domain/notifications/inbox.ts'
import type {
  DirectoryOutbox,
  EmailService,
  Hubs,
  MailTemplates,
  NotificationRepository,
  OutboxEntry,
  StopLinks,
} from '../domain/notifications/ports.ts'
import type { SuppressionRepository } from '../domain/notifications/suppression.ts'
import type { NotificationSettingsRepository } from '../domain/notifications/templates.ts'
import type { WhatsAppContacts } from '../domain/notifications/whatsapp-contacts.ts'
import type { Airports } from '../domain/shipments/airport.ts'
import type { DossierRepository, PictureLinks, PictureStore } from '../domain/shipments/dossier-ports.ts'
import type { FlightPollBudget, FlightPollRepository } from '../domain/shipments/flight-poll-ports.ts'
import type { FlightUpdate } from '../domain/shipments/flight-update.ts'
import type { ImportFiles, ImportRepository } from '../domain/shipments/import-ports.ts'
import type { LabelPrinter } from '../domain/shipments/labels.ts'
import type {
  BagRepository,
  FlightAlertAccountRepository,
  FlightAlertService,
  FlightAlertSubscriptionRepository,
  FlightRepository,
  FlightStatusProvider,
  ShipmentRepository,
} from '../domain/shipments/ports.ts'
import type { EventSource } from '../domain/shipments/tracking-event.ts'
import type { Statement } from '../domain/statement.ts'

/** What every use case may ask for, whoever calls it. A plain object, made anew for each request, message and tick. */
export interface BaseContext {
  readonly actor: Actor
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  readonly airports: Airports
  readonly hubs: Hubs
  /** Where this deployment is reached, without a slash at the end. */
  readonly publicUrl: string
  /** Who calls, for sessions and the audit log. */
  readonly caller: { readonly address: string | null; readonly userAgent: string | null }
}

/** Sends what a commit left in the outbox on its way. */
export interface Dispatch {
  /** To the outbound queue: mails and other messages to people. */
  outbound(messages: readonly OutboundJob[]): Promise<void>
  /** To the flight queue: subscriptions to make and end, polls, and tenants' parts of what a provider said. */
  flights(messages: readonly FlightJob[]): Promise<void>
  /** To the import queue: files of shipments to work. */
  imports(messages: readonly ImportJob[]): Promise<void>
}

export type OutboundJob =
  | { readonly type: 'notify'; readonly tenant_id: string; readonly event_id: string }
  | { readonly type: 'auth_mail'; readonly tenant_id: string; readonly entry: OutboxEntry }
  | { readonly type: 'relay'; readonly tenant_id: string }

export interface ImportJob {
  readonly type: 'import'
  readonly tenant_id: string
  readonly import_id: string
}

/**
 * A flight whose place among the watchers of a number is to be looked at again. Both types mean the same: what is to be
 * is read from the flight, so that they may come twice and in any order.
 */
export interface FlightWatchJob {
  readonly type: 'flight_alert.watch' | 'flight_alert.unwatch'
  readonly tenant_id: string
  readonly flight_id: string
  readonly flight_number: string
}

/**
 * Tells a tenant's staff that no alerts come, for one number for good or for all while the account is paused; that those which are
 * paid for run out; or that polling has no request left today.
 */
export interface FlightTroubleJob {
  readonly type: 'flight_alert.trouble'
  readonly tenant_id: string
  readonly flight_id: string
  readonly flight_number: string
  readonly trouble: 'failed' | 'paused' | 'low' | 'polls_spent'
  /** Of the notification: the same for the same trouble, so that it is told once. */
  readonly event_id: string
}

export type FlightAlertJob = FlightWatchJob | FlightTroubleJob

/** One tenant's part of what a provider said, to be worked by itself. */
export interface FlightUpdateJob {
  readonly type: 'flight_update'
  readonly tenant_id: string
  readonly update: FlightUpdate
  readonly source: 'flight_webhook' | 'flight_poll'
}

/** A number that is due to be asked about on a day. `turn`: overtaken when the plan has another. */
export interface FlightPollJob {
  readonly type: 'flight_poll'
  readonly flight_number: string
  readonly departure_date: string
  readonly turn: number
}

export type FlightJob = FlightAlertJob | FlightUpdateJob | FlightPollJob

/** How a company's messages are sent: through its own accounts, else the deployment's. */
export interface Channels {
  readonly email: EmailService
  readonly whatsapp: WhatsAppService
  readonly push: PushService
  /** When the company last changed its account of a channel, ms UTC; a channel that it never did is not named. */
  readonly changedAt?: Readonly<Partial<Record<Channel, number>>>
}

/** Work over one tenant's rows. */
export interface TenantContext extends BaseContext {
  readonly tenant: Tenant
  /** The door through which this came; it stands on every timeline line. */
  readonly source: EventSource
  readonly shipments: ShipmentRepository
  readonly bags: BagRepository
  readonly flights: FlightRepository
  /** Who can be asked how a flight stands; null where no provider is configured. */
  readonly flightStatus: FlightStatusProvider | null
  readonly dossiers: DossierRepository
  readonly pictures: PictureStore
  readonly pictureLinks: PictureLinks
  readonly couriers: CourierDirectory
  readonly imports: ImportRepository
  readonly importFiles: ImportFiles
  readonly labels: LabelPrinter
  readonly notifications: NotificationRepository
  readonly deliveries: DeliveryRepository
  readonly inbox: Inbox
  readonly devices: DeviceDirectory
  readonly circuits: CircuitRepository
  readonly suppressions: SuppressionRepository
  readonly notificationSettings: NotificationSettingsRepository
  readonly whatsappContacts: WhatsAppContacts
  readonly stopLinks: StopLinks
  /** Through the isolate's cache of one minute. */
  channels(): Promise<Channels>
  readonly audit: AuditRepository
  readonly auditLog: AuditLog
  readonly mails: MailTemplates
  readonly dispatch: Dispatch
  /**
   * One batch: all or nothing, then the relay. `result` is what the use case answers; the route's answer is made from it
   * and stored under the Idempotency-Key in the same batch. Throws `conflict` when a guard of a statement misses.
   */
  commit<T>(statements: readonly Statement[], result: T): Promise<T>
}

/** Work over the control plane: accounts, sessions, upstream subscriptions. */
export interface DirectoryContext extends BaseContext {
  readonly auth: AuthRepository
  readonly accounts: AccountRepository
  readonly lockout: LockoutRepository
  readonly tenants: TenantRepository
  readonly encryption: TokenEncryption
  readonly jwt: JwtService
  readonly passwords: PasswordService
  readonly sessions: SessionService
  readonly oneTimeTokens: OneTimeTokens
  readonly apiKeys: ApiKeyRepository
  readonly domains: DomainRepository
  readonly domainProofs: DomainProofs
  readonly oauth: OAuthRepository
  readonly oauthProviders: OAuthProviders
  readonly devices: DeviceRepository
  readonly notifications: DirectoryOutbox
  readonly flightAlerts: FlightAlertSubscriptionRepository
  readonly flightAlertAccounts: FlightAlertAccountRepository
  readonly flightAlertService: FlightAlertService
  readonly flightStatus: FlightStatusProvider | null
  /** Alerts still paid for under which the operator is told. */
  readonly lowFlightCredits: number
  /** False where nobody calls back: what stands in for a provider in development takes every subscription. */
  readonly alertsCallBack: boolean
  readonly flightPolls: FlightPollRepository
  readonly flightPollBudget: FlightPollBudget
  /** Who is asked about flights that nobody calls back about; null where no such provider is configured. */
  readonly polledProvider: FlightStatusProvider | null
  /** Requests that polling may make a day (UTC). */
  readonly dailyPolls: number
  readonly dispatch: Dispatch
  readonly mails: MailTemplates
  /** How many shards new tenants are spread over. */
  readonly shardCount: number
  commit<T>(statements: readonly Statement[], result: T): Promise<T>
  /** The same work inside one tenant. */
  tenantContext(tenant: Tenant, actor: Actor, source: EventSource): TenantContext
}

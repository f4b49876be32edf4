import type { Clock } from '../core/clock.ts'
import type { Log } from '../core/log.ts'
import type { Actor } from '../domain/actor.ts'
import type { ApiKey } from '../domain/auth/api-key.ts'
import type { JwtService } from '../domain/auth/ports.ts'
import type { Tenant } from '../domain/auth/tenant.ts'
import type { Hub, HubIdentity, StopLinks } from '../domain/notifications/ports.ts'
import type { Airports } from '../domain/shipments/airport.ts'
import type { DirectoryContext, TenantContext } from '../use-cases/context.ts'
import type { OpenedPicture } from '../use-cases/files/open-picture.ts'
import type { Signers } from '../use-cases/whatsapp/context.ts'

/** Which counter a request is held against. */
export type RateLimitName = 'starter' | 'growth' | 'scale' | 'tracking' | 'login' | 'address'

/** A POST that may be repeated: what the caller named it, what makes two of them the same, and how its answer is made. */
export interface IdempotentRequest {
  readonly key: string
  readonly principal: string
  readonly requestHash: string
  /** Which database the change lives in, and so its answer: the tenant's shard, unless a directory's context was opened for it. */
  home?: 'directory'
  /** Set by `act` before the use case runs; stored by its commit. */
  answer: {
    readonly status: number
    readonly present: (result: unknown) => string
    /** The answer shows a secret: the directory keeps it encrypted. */
    readonly secret?: boolean
  } | null
}

/** A user who signed in or an API key, and the company that the token speaks for. */
export interface Principal {
  readonly tenant: Tenant
  readonly actor: Extract<Actor, { kind: 'user' | 'api_key' }>
  /** When the access token was signed, ms UTC. */
  readonly issuedAt?: number | undefined
  /** When an API key ends, ms UTC; null for one without an end and for a user, whose token is renewed. */
  readonly expiresAt: number | null
}

/** The same, where only a person will do. */
export interface UserPrincipal extends Principal {
  readonly actor: Extract<Actor, { kind: 'user' }>
}

/** A stored mail or message to a phone, as the development mailbox shows it. */
export interface StoredMail {
  readonly channel: 'email' | 'whatsapp' | 'push'
  readonly key: string
  readonly to: string
  readonly subject: string
  readonly sentAt: number
  readonly html: string
  readonly text: string
}

/** What a route may ask of the house for this one request. `composition.ts` makes it; routes never see `env`. */
export interface Scope {
  readonly requestId: string
  readonly publicUrl: string
  readonly environment: 'development' | 'staging' | 'production'
  readonly clock: Clock
  readonly log: Log
  readonly jwt: JwtService
  readonly airports: Airports
  /** The client's address, as the edge saw it. */
  readonly address: string
  /** With `once`, its commit stores the answer under the request's Idempotency-Key. */
  directory(
    actor: Actor,
    once?: { readonly tenant: Tenant; readonly request: IdempotentRequest | undefined },
  ): DirectoryContext
  tenant(tenant: Tenant, actor: Actor, idempotent?: IdempotentRequest): TenantContext
  /** Through the isolate's cache of one minute. */
  findTenant(tenantId: string): Promise<Tenant | null>
  findTenantByCode(code: string): Promise<Tenant | null>
  /** The company whose verified host name this request was sent to; null on the service's own and on any other. */
  findHostTenant(): Promise<Tenant | null>
  /** Whether any company lists this origin for its pages. */
  isKnownOrigin(origin: string): Promise<boolean>
  /** Whether limits are kept at all. */
  readonly rateLimits: boolean
  /** The live API key behind a text, through the isolate's cache of one minute. */
  findApiKey(text: string): Promise<ApiKey | null>
  /** The picture behind a signed link. Throws `not_found`. */
  openPicture(token: string): Promise<OpenedPicture>
  /** False when this key has used up its share. */
  limit(name: RateLimitName, key: string): Promise<boolean>
  /** The answer stored under an Idempotency-Key, when there is one. */
  storedAnswer(
    tenant: Tenant,
    request: Pick<IdempotentRequest, 'key' | 'principal' | 'home'>,
  ): Promise<{ requestHash: string; status: number; body: string } | null>
  readonly stopLinks: StopLinks
  /** Hands a WebSocket upgrade to a hub, with who it is. */
  upgrade(
    hub: { tenantId: string } | { shipmentId: string },
    request: Request,
    identity: HubIdentity,
  ): Promise<Response>
  hub(tenantId: string): Hub
  /** Takes a provider's callback in: stored or queued before it answers. */
  acceptFlightNotification(subscriptionId: string, rawBody: string): Promise<void>
  /** Whether this is the token that Meta was given to prove itself by; in constant time. */
  isWhatsAppVerifyToken(token: string): boolean
  /** Whose app secrets signed a callback; null when nobody's that is known. */
  whatsAppSigners(body: Uint8Array, signature: string | null): Promise<Signers | null>
  /** Takes a checked callback in: stored or queued before it answers. `bytes`: how long it was. */
  acceptWhatsAppCallback(signedBy: Signers, body: unknown, bytes: number): Promise<void>
  /**
   * What Resend signs an account's callbacks with: the deployment's (null), or a company's own, through the isolate's memory of
   * one minute. Null for none.
   */
  webhookSecret(account: string | null): Promise<string | null>
  /** Mails kept here, to one address or to all, newest first. Development only; empty elsewhere. */
  mails(to?: string): Promise<readonly StoredMail[]>
  /** Development only: where the provider would call back, so that a demo can play it. */
  flightAlerts(): Promise<readonly { readonly flight_number: string; readonly callback_url: string }[]>
  /** Touches each store once; names those that do not answer. */
  readiness(): Promise<readonly string[]>
  /** D1's bookmark after this request, for `x-d1-bookmark`. */
  bookmark(): string | null
  /** Fields for the request's log line. */
  note(fields: Readonly<Record<string, string | number | boolean>>): void
}

/** Hono's types for this app. `context` is there behind `authenticated`. */
export interface AppEnv {
  Bindings: Env
  Variables: {
    scope: Scope
    requestId: string
    context: TenantContext
    principal: Principal
    idempotent: IdempotentRequest | undefined
  }
}

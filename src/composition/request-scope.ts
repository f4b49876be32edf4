import { airports } from '../adapters/airports/airports.ts'
import { createIdempotencyRepository } from '../adapters/db/repositories/idempotency-repository.ts'
import { shardOf } from '../adapters/db/shards.ts'
import { keptMessages } from '../adapters/development/kept-messages.ts'
import { createHubs, openHubSocket } from '../adapters/hub.ts'
import { openAnswer } from '../adapters/sealed-answer.ts'
import { createStopLinks } from '../adapters/stop-links.ts'
import { systemClock } from '../core/clock.ts'
import { openDirectoryDatabase, openTenantDatabase } from '../core/database.ts'
import { ids } from '../core/ids.ts'
import { createJwtService } from '../core/security/jwt.ts'
import { sha256Hex } from '../core/security/signatures.ts'
import { ROLES } from '../domain/auth/role.ts'
import type { HubIdentity } from '../domain/notifications/ports.ts'
import type { FlightMessage } from '../queues/flight-messages.ts'
import type { RateLimitName, Scope } from '../routes/scope.ts'
import { listCallbacks } from '../use-cases/flights/list-callbacks.ts'
import { accessScope } from './access.ts'
import { pictureScope } from './courier.ts'
import { emailScope } from './email.ts'
import type { House } from './house.ts'
import { whatsAppScope } from './whatsapp.ts'

/** A queue's message holds 128 KB; what is larger waits in R2. */
const INLINE_BODY_LIMIT = 100_000

const LIMITERS: Readonly<Record<RateLimitName, (env: Env) => RateLimit>> = {
  starter: (env) => env.RATE_STARTER,
  growth: (env) => env.RATE_GROWTH,
  scale: (env) => env.RATE_SCALE,
  tracking: (env) => env.RATE_TRACKING,
  login: (env) => env.RATE_LOGIN,
  address: (env) => env.RATE_ADDRESS,
}

/** What routes see of the house for one HTTP request. */
export function requestScope(
  house: House,
  env: Env,
  request: { address: string; note: Scope['note']; host?: string },
): Scope {
  const { config } = house
  const hubs = createHubs(env.NOTIFICATION_HUB)
  return {
    requestId: house.requestId,
    publicUrl: config.PUBLIC_URL,
    environment: config.ENVIRONMENT,
    clock: systemClock,
    log: house.log,
    jwt: createJwtService({ jwks: config.JWT_PRIVATE_JWKS, issuer: config.PUBLIC_URL, roles: ROLES }),
    airports,
    address: request.address,
    note: request.note,
    directory: house.directory,
    tenant: (tenant, actor, idempotent) => house.tenant(tenant, actor, 'api', idempotent),
    findTenant: house.findTenant,
    findTenantByCode: house.findTenantByCode,
    ...accessScope(house, env, request.host ?? null),
    ...pictureScope(house, env),
    ...emailScope(house, env),
    ...whatsAppScope(house, env),
    bookmark: house.bookmark,
    hub: hubs.tenant,
    stopLinks: createStopLinks(config.ENCRYPTION_KEYS),

    async limit(name, key) {
      if (config.RATE_LIMITS === 'off') return true
      return (await LIMITERS[name](env).limit({ key })).success
    },

    async storedAnswer(tenant, { principal, key, home }) {
      const db =
        home === 'directory'
          ? { ...openDirectoryDatabase(env.DIRECTORY_DB, { meter: house.meter }), tenantId: tenant.id }
          : openTenantDatabase(shardOf(env, tenant), tenant.id, { meter: house.meter })
      const stored = await createIdempotencyRepository(db).find(principal, key)
      if (!stored) return null
      const place = { tenantId: tenant.id, principal, key }
      return { ...stored, body: await openAnswer(config.ENCRYPTION_KEYS, place, stored.body) }
    },

    upgrade(hub, original, identity) {
      const name = 'tenantId' in hub ? `tenant:${hub.tenantId}` : `shipment:${hub.shipmentId}`
      return openHubSocket(env.NOTIFICATION_HUB, name, withIdentity(original, identity))
    },

    async acceptFlightNotification(subscriptionId, rawBody) {
      const message = {
        type: 'aerodatabox',
        subscription_id: subscriptionId,
        received_at: Date.now(),
        key: sha256Hex(rawBody),
      } as const
      if (rawBody.length <= INLINE_BODY_LIMIT) {
        await env.FLIGHT_UPDATES.send({ ...message, body: JSON.parse(rawBody) } satisfies FlightMessage)
        return
      }
      const bodyKey = `webhooks/aerodatabox/${ids.make('msg')}.json`
      await env.FILES.put(bodyKey, rawBody)
      await env.FLIGHT_UPDATES.send({ ...message, body_key: bodyKey } satisfies FlightMessage)
    },

    mails: async (to) => (config.ENVIRONMENT === 'development' ? keptMessages(env.FILES, to) : []),

    async flightAlerts() {
      if (config.ENVIRONMENT !== 'development') return []
      return listCallbacks(house.directory({ kind: 'system', job: 'development' }))
    },

    async readiness() {
      const checks: Readonly<Record<string, () => Promise<unknown>>> = {
        directory: () => env.DIRECTORY_DB.prepare('SELECT 1').run(),
        shard: () => env.TENANT_DB_0.prepare('SELECT 1').run(),
        hub: () => env.NOTIFICATION_HUB.getByName('health').publish([]),
      }
      const results = await Promise.allSettled(Object.values(checks).map((check) => check()))
      return Object.keys(checks).filter((_, index) => results[index]?.status === 'rejected')
    },
  }
}

/** The hub believes these headers, so whatever came under their names from outside goes. */
function withIdentity(original: Request, identity: HubIdentity): Request {
  const headers = new Headers(original.headers)
  for (const name of [...headers.keys()]) if (name.startsWith('x-hub-')) headers.delete(name)
  headers.set('x-hub-identity', JSON.stringify(identity))
  const offered = headers.get('sec-websocket-protocol')?.split(',')[0]?.trim()
  if (offered === 'bearer') headers.set('x-hub-subprotocol', 'bearer')
  headers.delete('authorization')
  headers.delete('sec-websocket-protocol')
  return new Request(original.url, { headers })
}

import { createAccountAdapters } from './adapters/accounts.ts'
import { airports } from './adapters/airports/airports.ts'
import { createAuditLog } from './adapters/db/repositories/audit-log.ts'
import { createAuditRepository } from './adapters/db/repositories/audit-repository.ts'
import { createAuthRepository } from './adapters/db/repositories/auth-repository.ts'
import { createBagRepository } from './adapters/db/repositories/bag-repository.ts'
import { createDeliveryRepository } from './adapters/db/repositories/delivery-repository.ts'
import { createDeviceDirectory, createDeviceRepository } from './adapters/db/repositories/device-repository.ts'
import { createFlightRepository } from './adapters/db/repositories/flight-repository.ts'
import { createIdempotencyRepository } from './adapters/db/repositories/idempotency-repository.ts'
import { createInbox } from './adapters/db/repositories/inbox-repository.ts'
import {
  createDirectoryOutbox,
  createNotificationRepository,
} from './adapters/db/repositories/notification-repository.ts'
import { createShipmentRepository } from './adapters/db/repositories/shipment-repository.ts'
import { shardOf, shardsOf } from './adapters/db/shards.ts'
import { mailTemplates } from './adapters/email/templates/mail-templates.ts'
import { createHubs } from './adapters/hub.ts'
import { sealAnswer } from './adapters/sealed-answer.ts'
import { accessContext } from './composition/access.ts'
import { channelContext } from './composition/channels.ts'
import { courierContext } from './composition/courier.ts'
import { flightAlertContext, flightStatusOf } from './composition/flights.ts'
import type { House } from './composition/house.ts'
import { paperContext } from './composition/paper.ts'
import { cachedTenant } from './composition/tenant-cache.ts'
import { systemClock } from './core/clock.ts'
import { type Config, configOf, pickedAdapters } from './core/config.ts'
import {
  type DirectoryDatabase,
  newMeter,
  openDirectoryDatabase,
  openTenantDatabase,
  type SqlStatement,
} from './core/database.ts'
import { ids } from './core/ids.ts'
import { createLog, describeError, type Log } from './core/log.ts'
import { createJwtService } from './core/security/jwt.ts'
import { createOneTimeTokens } from './core/security/one-time-tokens.ts'
import { createPasswordService } from './core/security/password.ts'
import { createSessionService } from './core/security/session-tokens.ts'
import type { Actor } from './domain/actor.ts'
import { ROLES } from './domain/auth/role.ts'
import type { Tenant } from './domain/auth/tenant.ts'
import type { EventSource } from './domain/shipments/tracking-event.ts'
import type { Statement } from './domain/statement.ts'
import type { IdempotentRequest } from './routes/scope.ts'
import type { BaseContext, DirectoryContext, Dispatch, TenantContext } from './use-cases/context.ts'
import { relayDirectoryOutbox, relayOutbox } from './use-cases/notifications/relay-outbox.ts'

interface Invocation {
  readonly env: Env
  readonly execution: Pick<ExecutionContext, 'waitUntil'>
  readonly consistency?: string
  readonly address?: string | null
  readonly userAgent?: string | null
  readonly requestId?: string
  readonly log?: Log
}

const configsTold = new WeakSet<Config>()

/** Whether a commit left something for the relay. */
const leavesWork = (statements: readonly Statement[]) =>
  asSql(statements).some(({ sql }) => /insert into "?outbox/i.test(sql))

/** Repositories make `SqlStatement`s; the ports only let them through. */
const asSql = (statements: readonly Statement[]) => statements as readonly SqlStatement[]

/** Knows every adapter and picks them by the configuration. Throws `ConfigError`. */
export function openHouse(invocation: Invocation): House {
  const { env } = invocation
  const config = configOf(env)
  const requestId = invocation.requestId ?? ids.make('req')
  const log = invocation.log ?? createLog({ request_id: requestId })
  if (!configsTold.has(config)) {
    configsTold.add(config)
    log.info('adapters', { environment: config.ENVIRONMENT, ...pickedAdapters(config) })
  }
  const meter = newMeter()
  const options = { ...(invocation.consistency !== undefined && { consistency: invocation.consistency }), meter }
  const directoryDb = openDirectoryDatabase(env.DIRECTORY_DB, { meter })
  const auth = createAuthRepository(directoryDb)
  let lastSession: { bookmark(): string | null } | null = null

  const defer: House['defer'] = (name, work) =>
    invocation.execution.waitUntil(
      work.catch((error) => log.error('deferred_failed', { work: name, ...describeError(error) })),
    )

  const dispatch: Dispatch = {
    outbound: (jobs) => sendAll(env.OUTBOUND, jobs),
    flights: (jobs) => sendAll(env.FLIGHT_UPDATES, jobs),
    imports: (jobs) => sendAll(env.IMPORTS, jobs),
  }
  const base = (actor: Actor): BaseContext => ({
    actor,
    clock: systemClock,
    ids,
    log,
    airports,
    hubs: createHubs(env.NOTIFICATION_HUB),
    publicUrl: config.PUBLIC_URL,
    caller: { address: invocation.address ?? null, userAgent: invocation.userAgent ?? null },
  })

  const tenant = (
    who: Tenant,
    actor: Actor,
    source: EventSource,
    idempotent?: IdempotentRequest,
    relaying = false,
  ): TenantContext => {
    const db = openTenantDatabase(shardOf(env, who), who.id, relaying ? {} : options)
    if (!relaying) lastSession = db
    const keys = createIdempotencyRepository(db)
    return {
      ...base(actor),
      tenant: who,
      source,
      shipments: createShipmentRepository(db),
      bags: createBagRepository(db),
      flights: createFlightRepository(db),
      flightStatus: flightStatusOf(config),
      ...courierContext(env, config, db, auth),
      ...paperContext(env, db),
      notifications: createNotificationRepository(db),
      deliveries: createDeliveryRepository(db),
      inbox: createInbox(db),
      devices: createDeviceDirectory(directoryDb, who.id),
      audit: createAuditRepository(who.id),
      ...channelContext(env, config, db, log),
      auditLog: createAuditLog([directoryDb, db], who.id),
      mails: mailTemplates,
      dispatch,
      async commit(statements, result) {
        const answer = idempotent?.answer ? [keys.insert(idempotent, idempotent.answer, result, Date.now())] : []
        const all = [...asSql(statements), ...answer]
        if (all.length === 0) return result
        await db.commit(all)
        if (!relaying && config.RELAY === 'inline' && leavesWork(statements)) {
          defer('relay', relayOutbox(tenant(who, { kind: 'system', job: 'relay' }, source, undefined, true)))
        }
        return result
      },
    }
  }

  const directory = (actor: Actor, relaying = false, once?: Parameters<House['directory']>[1]): DirectoryContext => ({
    ...base(actor),
    ...createAccountAdapters(directoryDb, config.ENCRYPTION_KEYS),
    auth,
    jwt: jwtOf(config),
    passwords: createPasswordService({ cost: config.PASSWORD_COST }),
    sessions: createSessionService(),
    oneTimeTokens: createOneTimeTokens({ keys: config.ENCRYPTION_KEYS }),
    devices: createDeviceRepository(directoryDb),
    notifications: createDirectoryOutbox(relaying ? openDirectoryDatabase(env.DIRECTORY_DB) : directoryDb),
    ...accessContext(env, config, directoryDb),
    ...flightAlertContext(config, directoryDb),
    dispatch,
    mails: mailTemplates,
    shardCount: shardsOf(env).length,
    async commit(statements, result) {
      const all = [...asSql(statements), ...(await answerUnderKey(config, once, directoryDb, result))]
      if (all.length === 0) return result
      await directoryDb.commit(all)
      if (!relaying && config.RELAY === 'inline' && leavesWork(statements)) {
        defer('relay_directory', relayDirectoryOutbox(directory({ kind: 'system', job: 'relay' }, true)))
      }
      return result
    },
    tenantContext: (who, as, source) => tenant(who, as, source),
  })

  return {
    config,
    log,
    meter,
    requestId,
    defer,
    directory: (actor, once) => {
      if (once?.request) once.request.home = 'directory'
      return directory(actor, false, once)
    },
    tenant: (who, actor, source, idempotent) => tenant(who, actor, source, idempotent),
    findTenant: (id) => cachedTenant(id, () => auth.findTenant(id)),
    findTenantByCode: (code) => cachedTenant(code, () => auth.findTenantByCode(code)),
    bookmark: () => lastSession?.bookmark() ?? null,
  }
}

/** The answer to a request with an Idempotency-Key, to be stored in the directory with its change. */
async function answerUnderKey(
  config: Config,
  once: Parameters<House['directory']>[1],
  db: DirectoryDatabase,
  result: unknown,
) {
  if (!once?.request?.answer) return []
  const keys = createIdempotencyRepository({ ...db, tenantId: once.tenant.id })
  const { status, present, secret } = once.request.answer
  const place = { ...once.request, tenantId: once.tenant.id }
  const kept = secret ? await sealAnswer(config.ENCRYPTION_KEYS, place, present(result)) : present(result)
  return [keys.insert(once.request, { status, present: () => kept }, result, Date.now())]
}

function jwtOf(config: Config) {
  return createJwtService({ jwks: config.JWT_PRIVATE_JWKS, issuer: config.PUBLIC_URL, roles: ROLES })
}

/** D1's queues take 100 messages a call. */
async function sendAll(queue: Queue, jobs: readonly unknown[]): Promise<void> {
  for (let start = 0; start < jobs.length; start += 100) {
    await queue.sendBatch(jobs.slice(start, start + 100).map((body) => ({ body })))
  }
}

import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { createAuthRepository } from '../../../src/adapters/db/repositories/auth-repository.ts'
import { listMails } from '../../../src/adapters/email/mock.ts'
import type { House } from '../../../src/composition/house.ts'
import { openHouse } from '../../../src/composition.ts'
import { openDirectoryDatabase, type SqlStatement } from '../../../src/core/database.ts'
import { ids } from '../../../src/core/ids.ts'
import { createLog } from '../../../src/core/log.ts'
import type { Tenant } from '../../../src/domain/auth/tenant.ts'
import { User } from '../../../src/domain/auth/user.ts'
import type { NewShipment, Shipment } from '../../../src/domain/shipments/shipment.ts'
import type { Statement } from '../../../src/domain/statement.ts'
import type { Channels, FlightJob, OutboundJob, TenantContext } from '../../../src/use-cases/context.ts'
import { RetryLater } from '../../../src/use-cases/notifications/retry-later.ts'
import { createShipment } from '../../../src/use-cases/shipments/create-shipment.ts'
import { aNewShipment } from '../../harness/shipment-factory.ts'

export const NOON = Date.UTC(2026, 10, 23, 12)
const OWNER = { kind: 'user', userId: 'usr_owner', role: 'owner', sessionId: 'ses_owner' } as const

const asSql = (statement: Statement) => statement as SqlStatement
const directoryDb = () => openDirectoryDatabase(env.DIRECTORY_DB)

export async function someUser(tenant: Tenant): Promise<User> {
  const id = ids.make('usr')
  const user = User.create({
    id,
    tenantId: tenant.id,
    email: `${id}@example.com`,
    role: 'owner',
    passwordHash: null,
    now: NOON,
  })
  await directoryDb().commit([asSql(createAuthRepository(directoryDb()).insertUser(user))])
  return user
}

/** The house with a clock that a test moves and queues that only note what they are given. Nothing is relayed by itself. */
export interface Office {
  readonly house: House
  readonly time: { now: number }
  readonly outbound: OutboundJob[]
  readonly flights: FlightJob[]
  readonly logged: string[]
  tenant(tenant: Tenant, change?: Partial<TenantContext & Channels>): TenantContext
}

export function openOffice(): Office {
  const logged: string[] = []
  const log = createLog({}, (_level, line) => logged.push(JSON.stringify(line)))
  const quiet: Env = Object.assign({ ...env }, { RELAY: 'sweep' })
  const house = openHouse({ env: quiet, execution: { waitUntil: () => undefined }, log })
  const time = { now: NOON }
  const outbound: OutboundJob[] = []
  const flights: FlightJob[] = []
  return {
    house,
    time,
    outbound,
    flights,
    logged,
    tenant: (tenant, { email, whatsapp, push, ...change } = {}) => ({
      ...house.tenant(tenant, OWNER, 'api'),
      async channels() {
        const real = await house.tenant(tenant, OWNER, 'api').channels()
        return { email: email ?? real.email, whatsapp: whatsapp ?? real.whatsapp, push: push ?? real.push }
      },
      clock: { now: () => time.now },
      dispatch: {
        outbound: async (jobs) => void outbound.push(...jobs),
        flights: async (jobs) => void flights.push(...jobs),
        imports: async () => undefined,
      },
      ...change,
    }),
  }
}

/** Two addresses that no other test mails to. */
export function twoPeople(): { sender: string; recipient: string } {
  const who = ids.make('msg')
  return { sender: `from-${who}@example.com`, recipient: `to-${who}@example.com` }
}

/** A shipment just announced, and its event in the outbox. */
export async function announce(
  ctx: TenantContext,
  people: { sender: string | null; recipient: string | null },
  change: Partial<NewShipment> = {},
): Promise<{ shipment: Shipment; eventId: string }> {
  const said = aNewShipment(change)
  const shipment = await createShipment(ctx, {
    ...said,
    sender: { ...said.sender, email: people.sender },
    recipient: { ...said.recipient, email: people.recipient },
  })
  const { items } = await ctx.notifications.list({ limit: 1, after: null })
  return { shipment, eventId: items[0]?.id ?? 'no event' }
}

/** The names that mails were written to, one entry a mail. */
export async function mailedTo(...addresses: readonly string[]): Promise<readonly string[]> {
  const mails = await Promise.all(addresses.map((address) => listMails(env.FILES, undefined, address)))
  return mails
    .flat()
    .map((mail) => mail.to)
    .sort()
}

/** Ids in a hub's log, in their order. */
export function hubLog(name: `tenant:${string}` | `shipment:${string}`): Promise<readonly string[]> {
  return runInDurableObject(env.NOTIFICATION_HUB.getByName(name), (_hub, state) => {
    const hasLog = state.storage.sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'log'").toArray().length > 0
    return hasLog
      ? [...state.storage.sql.exec<{ id: string }>('SELECT id FROM log ORDER BY seq')].map((row) => row.id)
      : []
  })
}

/** Ids of what is still to be relayed. */
export async function outboxOf(tenant: Tenant): Promise<readonly string[]> {
  const shard = tenant.shard === 0 ? env.TENANT_DB_0 : env.TENANT_DB_1
  const { results } = await shard
    .prepare('SELECT id FROM outbox WHERE tenant_id = ?')
    .bind(tenant.id)
    .all<{ id: string }>()
  return results.map((row) => row.id)
}

export interface DeliveryRow {
  readonly id: string
  readonly recipient: string
  readonly channel: string
  readonly status: string
  readonly attempts: number
  readonly next_attempt_at: number | null
  readonly last_error: string | null
  readonly provider_message_id: string | null
  readonly settle_by: number | null
}

/** What stands of an event's deliveries. */
export async function deliveriesOf(tenant: Tenant, eventId: string): Promise<readonly DeliveryRow[]> {
  const shard = tenant.shard === 0 ? env.TENANT_DB_0 : env.TENANT_DB_1
  const { results } = await shard
    .prepare('SELECT * FROM deliveries WHERE tenant_id = ? AND event_id = ? ORDER BY recipient')
    .bind(tenant.id, eventId)
    .all<DeliveryRow>()
  return results
}

export const died = async (): Promise<never> => {
  throw new Error('killed')
}

/** The seconds after which something asks to be called again. */
export async function secondsOf(promise: Promise<unknown>): Promise<number> {
  const refusal = await refusalOf(promise)
  if (refusal instanceof RetryLater) return refusal.seconds
  throw new Error(`no RetryLater but ${refusal}`)
}

/** Whatever a promise is refused with. */
export async function refusalOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => null,
    (error: unknown) => error,
  )
}

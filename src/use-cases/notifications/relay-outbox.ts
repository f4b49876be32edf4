import { NOT_PUBLIC, NotificationEvent } from '../../domain/notifications/notification-event.ts'
import type { HubMessage, OutboxClaim, OutboxEntry, PendingOutbox } from '../../domain/notifications/ports.ts'
import { carryOutOrders, isOrder } from '../auth/carry-out-orders.ts'
import type {
  BaseContext,
  DirectoryContext,
  FlightWatchJob,
  ImportJob,
  OutboundJob,
  TenantContext,
} from '../context.ts'

/** Entries a page: a page is one RPC to the hub and a few calls to the queue. */
const PAGE = 500
/** Pages in one go; what is left then is the queue's and the sweep's. */
const MOST_PAGES = 10
/** A page takes a second or two. From a relay that was killed, the next commit or sweep takes over after this. */
const LEASE_MS = 20_000

/** The topics that a socket may choose an event by. */
export function topicsOf(event: NotificationEvent): readonly string[] {
  const bagId = event.payload.bag_id
  const topics = [`${event.subjectType}s`, `${event.subjectType}:${event.subjectId}`]
  return event.subjectType === 'shipment' && typeof bagId === 'string' ? [...topics, `bag:${bagId}`] : topics
}

function hubMessage(event: NotificationEvent): HubMessage {
  return {
    id: event.id,
    event: event.type,
    at: new Date(event.createdAt).toISOString(),
    topics: topicsOf(event),
    audience: { staff: event.audience.staff, users: event.audience.users },
    data: NotificationEvent.data(event),
  }
}

/** What strangers with the tracking id may hear: where it is, and nothing of people. */
function publicMessage(event: NotificationEvent): HubMessage {
  const { status, code, airport, occurred_at, estimated_arrival } = NotificationEvent.data(event)
  return {
    id: event.id,
    event: event.type,
    at: new Date(event.createdAt).toISOString(),
    topics: [],
    audience: { staff: false, users: [], everyone: true },
    data: { status, code, airport, occurred_at, ...(estimated_arrival !== undefined && { estimated_arrival }) },
  }
}

/** The shipment whose watchers hear of this event. */
function watchedShipment(event: NotificationEvent, watched: ReadonlySet<string>): string | null {
  const isPublic = event.subjectType === 'shipment' && !NOT_PUBLIC.includes(event.type)
  return isPublic && watched.has(event.subjectId) ? event.subjectId : null
}

async function publish(ctx: TenantContext, pending: PendingOutbox): Promise<void> {
  const events = pending.entries.map((entry) => entry.event).filter((event) => event !== null)
  if (events.length > 0) await ctx.hubs.tenant(ctx.tenant.id).publish(events.map(hubMessage))
  const forWatchers = new Map<string, NotificationEvent[]>()
  for (const event of events) {
    const shipmentId = watchedShipment(event, pending.watched)
    if (shipmentId !== null) forWatchers.set(shipmentId, [...(forWatchers.get(shipmentId) ?? []), event])
  }
  await Promise.all(
    [...forWatchers].map(([shipmentId, own]) => ctx.hubs.shipment(shipmentId).publish(own.map(publicMessage))),
  )
}

function flightJob(tenantId: string, entry: OutboxEntry): FlightWatchJob | null {
  if (entry.type !== 'flight_alert.watch' && entry.type !== 'flight_alert.unwatch') return null
  return {
    type: entry.type,
    tenant_id: tenantId,
    flight_id: String(entry.payload.flight_id),
    flight_number: String(entry.payload.flight_number),
  }
}

const importJobs = (tenantId: string, pending: PendingOutbox): readonly ImportJob[] =>
  pending.entries
    .filter((entry) => entry.type === 'import')
    .map((entry) => ({ type: 'import', tenant_id: tenantId, import_id: entry.id }))

function outboundJobs(tenantId: string, pending: PendingOutbox): readonly OutboundJob[] {
  return pending.entries.flatMap(({ event, ...entry }): readonly OutboundJob[] => {
    if (entry.type === 'auth_mail') return [{ type: 'auth_mail', tenant_id: tenantId, entry }]
    if (entry.type === 'delivery.retry') {
      return [{ type: 'notify', tenant_id: tenantId, event_id: String(entry.payload.event_id) }]
    }
    return event?.audience.people === true ? [{ type: 'notify', tenant_id: tenantId, event_id: event.id }] : []
  })
}

async function sendOn(ctx: TenantContext, pending: PendingOutbox): Promise<void> {
  await publish(ctx, pending)
  const flights = pending.entries.map((entry) => flightJob(ctx.tenant.id, entry)).filter((job) => job !== null)
  await ctx.dispatch.flights(flights)
  await ctx.dispatch.imports(importJobs(ctx.tenant.id, pending))
  await ctx.dispatch.outbound(outboundJobs(ctx.tenant.id, pending))
}

/** A claim at a time under one name. */
function claimer({ clock, ids }: BaseContext) {
  const holder = ids.make('obx')
  return (limit: number, done: readonly string[] = []): OutboxClaim => {
    const now = clock.now()
    return { holder, now, until: now + LEASE_MS, limit, done }
  }
}

/**
 * Sends what commits left behind on its way, oldest first: to the tenant's hub, to the hubs of watched shipments, to the queues.
 * An entry is deleted only after all that, in the round trip that takes the next page. One relay at a time holds the tenant's
 * lease; others leave what they committed to it. One that is killed is repeated, by whoever comes when its lease has run
 * out, and hub and deliveries know an event again by its id. A round trip a page, and one more.
 * @returns how many entries went out
 */
export async function relayOutbox(
  ctx: TenantContext,
  { pageSize = PAGE, maxPages = MOST_PAGES }: { readonly pageSize?: number; readonly maxPages?: number } = {},
): Promise<number> {
  const claim = claimer(ctx)
  let pending = await ctx.notifications.claimOutbox(claim(pageSize))
  let relayed = 0
  try {
    for (let page = 1; pending.entries.length > 0; page++) {
      await sendOn(ctx, pending)
      relayed += pending.entries.length
      const done = pending.entries.map((entry) => entry.id)
      pending = await ctx.notifications.claimOutbox(claim(page < maxPages ? pageSize : 0, done))
    }
  } catch (error) {
    // Whoever comes next need not wait for the lease to run out; if this fails too, it does.
    await ctx.notifications.claimOutbox(claim(0)).catch(() => undefined)
    throw error
  }
  if (pending.hasMore) await ctx.dispatch.outbound([{ type: 'relay', tenant_id: ctx.tenant.id }])
  return relayed
}

/** The same for the directory's outbox: mails about accounts, and the operators' orders. */
export async function relayDirectoryOutbox(ctx: DirectoryContext): Promise<number> {
  const claim = claimer(ctx)
  let { entries } = await ctx.notifications.claimOutbox(claim(PAGE))
  let relayed = 0
  try {
    for (let page = 1; entries.length > 0; page++) {
      const done = await sendOnAccounts(ctx, entries)
      relayed += done.length
      // An order that failed waits for the sweep, and would only come again now.
      const goesOn = done.length === entries.length && page < MOST_PAGES
      entries = (await ctx.notifications.claimOutbox(claim(goesOn ? PAGE : 0, done))).entries
    }
  } catch (error) {
    await ctx.notifications.claimOutbox(claim(0)).catch(() => undefined)
    throw error
  }
  return relayed
}

/** @returns the entries that are done with */
async function sendOnAccounts(ctx: DirectoryContext, entries: readonly OutboxEntry[]): Promise<readonly string[]> {
  const mails = entries.filter((entry) => !isOrder(entry))
  await ctx.dispatch.outbound(
    mails.map((entry) => ({ type: 'auth_mail', tenant_id: String(entry.payload.tenant_id), entry })),
  )
  return [...mails.map((entry) => entry.id), ...(await carryOutOrders(ctx, entries))]
}

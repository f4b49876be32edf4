import { NOT_PUBLIC, NotificationEvent } from '../../domain/notifications/notification-event.ts'
import type { HubMessage, OutboxEntry, PendingOutbox } from '../../domain/notifications/ports.ts'
import { carryOutOrders, isOrder } from '../auth/carry-out-orders.ts'
import type { DirectoryContext, FlightWatchJob, ImportJob, OutboundJob, TenantContext } from '../context.ts'

/** Entries a page: a page is one RPC to the hub and a few calls to the queue. */
const PAGE = 500
/** Pages in one go; what is left then is the queue's and the sweep's. */
const MOST_PAGES = 10

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
  const { status, code, airport, occurred_at } = NotificationEvent.data(event)
  return {
    id: event.id,
    event: event.type,
    at: new Date(event.createdAt).toISOString(),
    topics: [],
    audience: { staff: false, users: [], everyone: true },
    data: { status, code, airport, occurred_at },
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
    return event?.audience.people === true ? [{ type: 'notify', tenant_id: tenantId, event_id: event.id }] : []
  })
}

/**
 * Sends what commits left behind on its way, oldest first: to the tenant's hub, to the hubs of watched shipments, to the queues.
 * An entry is deleted only after all that; a relay that dies in between is repeated by the sweep, and hub and deliveries know
 * an event again by its id. Two round trips a page.
 * @returns how many entries went out
 */
export async function relayOutbox(
  ctx: TenantContext,
  { pageSize = PAGE, maxPages = MOST_PAGES }: { readonly pageSize?: number; readonly maxPages?: number } = {},
): Promise<number> {
  let relayed = 0
  for (let page = 0; page < maxPages; page++) {
    const pending = await ctx.notifications.pending(pageSize, ctx.clock.now())
    if (pending.entries.length === 0) return relayed
    await publish(ctx, pending)
    const flights = pending.entries.map((entry) => flightJob(ctx.tenant.id, entry)).filter((job) => job !== null)
    await ctx.dispatch.flights(flights)
    await ctx.dispatch.imports(importJobs(ctx.tenant.id, pending))
    await ctx.dispatch.outbound(outboundJobs(ctx.tenant.id, pending))
    await ctx.commit([ctx.notifications.done(pending.entries.map((entry) => entry.id))], null)
    relayed += pending.entries.length
    if (!pending.hasMore) return relayed
  }
  await ctx.dispatch.outbound([{ type: 'relay', tenant_id: ctx.tenant.id }])
  return relayed
}

/** The same for the directory's outbox: mails about accounts, and the operators' orders. */
export async function relayDirectoryOutbox(ctx: DirectoryContext): Promise<number> {
  let relayed = 0
  for (let page = 0; page < MOST_PAGES; page++) {
    const { entries, hasMore } = await ctx.notifications.pending(PAGE)
    if (entries.length === 0) return relayed
    const mails = entries.filter((entry) => !isOrder(entry))
    await ctx.dispatch.outbound(
      mails.map((entry) => ({ type: 'auth_mail', tenant_id: String(entry.payload.tenant_id), entry })),
    )
    const done = [...mails.map((entry) => entry.id), ...(await carryOutOrders(ctx, entries))]
    await ctx.commit([ctx.notifications.done(done)], null)
    relayed += done.length
    if (!hasMore) return relayed
  }
  return relayed
}

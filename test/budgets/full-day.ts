import { env } from 'cloudflare:workers'
import { newRecording, type Recording, recordedD1 } from '../../bench/recorded-d1.ts'
import {
  flightsPlanned,
  flightsToPlan,
  overdueDeliveries,
  removeExpired,
  settleDoubts,
  tenantsWithOutbox,
} from '../../src/adapters/db/cross-tenant.ts'
import { openShardDatabase } from '../../src/core/database.ts'
import type { Actor } from '../../src/domain/actor.ts'
import type { Tenant } from '../../src/domain/auth/tenant.ts'
import type { FlightStatus } from '../../src/domain/shipments/flight-status.ts'
import { getMe } from '../../src/use-cases/auth/get-me.ts'
import { login } from '../../src/use-cases/auth/login.ts'
import { logout } from '../../src/use-cases/auth/logout.ts'
import { refreshToken } from '../../src/use-cases/auth/refresh-token.ts'
import { register } from '../../src/use-cases/auth/register.ts'
import { assignToBag } from '../../src/use-cases/bags/assign-to-bag.ts'
import { createBag } from '../../src/use-cases/bags/create-bag.ts'
import { listBagShipments } from '../../src/use-cases/bags/list-bag-shipments.ts'
import { listBags } from '../../src/use-cases/bags/list-bags.ts'
import { loadBag } from '../../src/use-cases/bags/load-bag.ts'
import { offloadBag } from '../../src/use-cases/bags/offload-bag.ts'
import { removeFromBag } from '../../src/use-cases/bags/remove-from-bag.ts'
import { transitionBag } from '../../src/use-cases/bags/transition-bag.ts'
import type { DirectoryContext, TenantContext } from '../../src/use-cases/context.ts'
import { announcePollsSpent } from '../../src/use-cases/flights/announce-polls-spent.ts'
import { createFlight } from '../../src/use-cases/flights/create-flight.ts'
import { getFlight } from '../../src/use-cases/flights/get-flight.ts'
import { findCallback, handleFlightWebhook } from '../../src/use-cases/flights/handle-flight-webhook.ts'
import { hearCallback } from '../../src/use-cases/flights/hear-callback.ts'
import { listFlights } from '../../src/use-cases/flights/list-flights.ts'
import { planPolls } from '../../src/use-cases/flights/plan-polls.ts'
import { pollFlight } from '../../src/use-cases/flights/poll-flight.ts'
import { dayOf } from '../../src/use-cases/flights/poll-flights.ts'
import { subscribeFlightAlerts } from '../../src/use-cases/flights/subscribe-flight-alerts.ts'
import { tendSubscriptions } from '../../src/use-cases/flights/tend-subscriptions.ts'
import { unsubscribeFlightAlerts } from '../../src/use-cases/flights/unsubscribe-flight-alerts.ts'
import { watchFlight } from '../../src/use-cases/flights/watch-flight.ts'
import { listDevices } from '../../src/use-cases/notifications/list-devices.ts'
import { listNotifications } from '../../src/use-cases/notifications/list-notifications.ts'
import { notifyPeople } from '../../src/use-cases/notifications/notify-people.ts'
import { readNotifications } from '../../src/use-cases/notifications/read-notifications.ts'
import { registerDevice } from '../../src/use-cases/notifications/register-device.ts'
import { relayDirectoryOutbox, relayOutbox } from '../../src/use-cases/notifications/relay-outbox.ts'
import { removeDevice } from '../../src/use-cases/notifications/remove-device.ts'
import { cancelShipment } from '../../src/use-cases/shipments/cancel-shipment.ts'
import { createShipment } from '../../src/use-cases/shipments/create-shipment.ts'
import { getShipment } from '../../src/use-cases/shipments/get-shipment.ts'
import { getTimeline } from '../../src/use-cases/shipments/get-timeline.ts'
import { listShipments } from '../../src/use-cases/shipments/list-shipments.ts'
import { transitionShipment } from '../../src/use-cases/shipments/transition-shipment.ts'
import { trackShipment } from '../../src/use-cases/tracking/track-shipment.ts'
import { watchShipment } from '../../src/use-cases/tracking/watch-shipment.ts'
import { aFlightUpdate, aNewShipment } from '../harness/shipment-factory.ts'
import { troubledChannels } from './full-day-channels.ts'
import { handOvers } from './hand-overs.ts'
import { OWNER, openCountedHouse } from './house.ts'

const CUSTOMER: Actor = { kind: 'user', userId: 'usr_customer', role: 'customer', sessionId: 'ses_customer' }
const PAGE = { limit: 2, after: null }
const ROUTE = { origin: 'MAD', destination: 'HAV' }
const PASSWORD = 'correct horse battery'

/** A day of a company, over real D1: everything that it was asked. Which statement is made does not depend on how much there is. */
export async function fullDay(): Promise<Recording> {
  const recording = newRecording()
  const { house, scope } = openCountedHouse(recording)
  const directory = house.directory({ kind: 'public' })
  const tenant = await accounts(directory)
  const ctx = house.tenant(tenant, OWNER, 'api')
  await scope.findTenant(tenant.id)
  await scope.findTenantByCode(tenant.code)
  await scope.storedAnswer(tenant, { principal: 'usr_owner', key: 'first-try' })

  const parcels = await parcelsOf(ctx)
  await flightsOf(ctx, directory, parcels)
  await pollsOf(ctx, directory)
  await handOvers(ctx, parcels[0] ?? '')
  await reading(ctx, parcels)
  await afterwards(ctx, directory)
  await acrossTenants(recording)
  return recording
}

async function accounts(directory: DirectoryContext): Promise<Tenant> {
  const email = 'owner@full-day.example'
  const { tenant, user } = await register(directory, { email, password: PASSWORD, tenantName: 'Full Day' })
  const { tokens } = await login(directory, { email, password: PASSWORD })
  await phoneOf(directory, tenant, user.id)
  const next = await refreshToken(directory, { refreshToken: tokens.refreshToken })
  await getMe({ ...directory, actor: { kind: 'user', userId: user.id, role: 'owner', sessionId: 'ses_1' } }, tenant.id)
  await logout(directory, { refreshToken: next.refreshToken })
  return tenant
}

/** A phone that is registered twice and removed. */
async function phoneOf(directory: DirectoryContext, tenant: Tenant, userId: string): Promise<void> {
  const { items } = await directory.accounts.listSessions({ tenantId: tenant.id, id: userId }, Date.now(), PAGE)
  const sessionId = items[0]?.familyId ?? 'none'
  const ctx: DirectoryContext = { ...directory, actor: { kind: 'user', userId, role: 'owner', sessionId } }
  const phone = { token: 'a-phone-of-a-full-day', platform: 'ios' } as const
  await registerDevice(ctx, tenant.id, phone)
  const { id } = await registerDevice(ctx, tenant.id, phone)
  await listDevices(ctx, tenant.id)
  await directory.tenantContext(tenant, ctx.actor, 'api').devices.ofUsers([userId])
  await directory.tenantContext(tenant, ctx.actor, 'api').devices.forget(['dev_none'])
  await removeDevice(ctx, tenant.id, id)
}

/** Shipments created, received, put into a bag, taken out, cancelled. */
async function parcelsOf(ctx: TenantContext): Promise<readonly string[]> {
  const ids: string[] = []
  const trackingIds: string[] = []
  for (let n = 0; n < 4; n++) {
    const made = await createShipment(ctx, aNewShipment())
    ids.push(made.id)
    trackingIds.push(made.trackingId)
  }
  const [first = '', second = '', third = '', fourth = ''] = ids
  await transitionShipment(ctx, {
    id: first,
    to: 'received',
    reasonCode: null,
    note: null,
    airport: null,
    occurredAt: null,
  })
  await cancelShipment(ctx, { id: fourth })
  const bag = await createBag(ctx, { bagNumber: 'BAG-1', ...ROUTE })
  await assignToBag(ctx, { bagId: bag.id, shipmentIds: [first, second, third] })
  await removeFromBag(ctx, { bagId: bag.id, shipmentId: third })
  await transitionBag(ctx, { id: bag.id, to: 'sealed', sealNumber: 'S-1' })
  return [bag.id, first, second, trackingIds[0] ?? '']
}

async function flightsOf(
  ctx: TenantContext,
  directory: DirectoryContext,
  [bagId = '', shipmentId = '']: readonly string[],
): Promise<void> {
  const departureDate = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)
  const flight = await createFlight(ctx, {
    flightNumber: 'IB6501',
    departureDate,
    ...ROUTE,
    scheduledDeparture: null,
    scheduledArrival: Date.now() + 86_400_000,
  })
  await subscribeFlightAlerts(ctx, flight.id)
  const job = { tenant_id: ctx.tenant.id, flight_id: flight.id, flight_number: 'IB6501' }
  await watchFlight(directory, { type: 'flight_alert.watch', ...job })
  const alert = await directory.flightAlerts.findLive(directory.flightAlertService.provider, 'IB6501')
  if (!alert) throw new Error('nobody tells of the flight')
  const { subscriptionId } = await findCallback(directory, alert.callbackTokenHash)
  await hearCallback(directory, { subscriptionId, at: Date.now(), creditsRemaining: 10 })
  await loadBag(ctx, { bagId, flightId: flight.id, connection: false })
  await offloadBag(ctx, { bagId })
  await loadBag(ctx, { bagId, flightId: flight.id, connection: false })
  const tracked = await getShipment(ctx, shipmentId)
  await watchShipment(ctx, tracked)
  const said: readonly FlightStatus[] = ['cancelled', 'scheduled', 'delayed', 'departed', 'diverted', 'arrived']
  for (const [minute, status] of said.entries()) {
    const update = aFlightUpdate({
      departureDate,
      status,
      providerStatus: status,
      estimatedArrival: status === 'delayed' ? (flight.scheduledArrival ?? 0) + 3_600_000 : null,
      updatedAt: Date.now() + minute * 60_000,
    })
    await handleFlightWebhook(directory, [update, { ...update, origin: null }])
    if (status === 'cancelled') await loadAgain(ctx, bagId, flight.id)
  }
  await transitionBag(ctx, { id: bagId, to: 'received', sealNumber: null })
  const onward = await createBag(ctx, { bagNumber: 'BAG-2', ...ROUTE })
  await assignToBag(ctx, { bagId: onward.id, shipmentIds: [shipmentId] })
  await transitionBag(ctx, { id: bagId, to: 'unpacked', sealNumber: null })
  await unsubscribeFlightAlerts(ctx, flight.id)
  await watchFlight(directory, { type: 'flight_alert.unwatch', ...job })
  await tendSubscriptions(directory, { reconciles: true })
  await listFlights(ctx, { filter: {}, page: PAGE })
  await listFlights(ctx, { filter: { status: 'arrived' }, page: { limit: 2, after: flight.id } })
  await listFlights(ctx, { filter: { flightNumber: 'IB6501' }, page: PAGE })
  await listFlights(ctx, { filter: { departureDate }, page: PAGE })
  await getFlight(ctx, flight.id)
}

/** A flight that nobody calls back about is planned, asked about and forgotten; a day's requests are spent and told of. */
async function pollsOf(ctx: TenantContext, directory: DirectoryContext): Promise<void> {
  const now = Date.now()
  const polls = {
    ...directory,
    polledProvider: { provider: 'full-day', status: async () => [] },
    alertsCallBack: true,
    dailyPolls: 1,
  }
  const times = { scheduledDeparture: now + 60_000, scheduledArrival: now + 36_000_000 }
  const flight = await createFlight(ctx, { flightNumber: 'IB6503', departureDate: dayOf(now), ...ROUTE, ...times })
  await planPolls(polls, [flight])
  await polls.flightPolls.take(now, now, 1)
  const turn = { flightNumber: flight.flightNumber, departureDate: flight.departureDate, turn: 0 }
  await pollFlight(polls, turn)
  const account = await polls.flightPollBudget.find('full-day')
  if (!account) throw new Error('nobody was asked')
  await announcePollsSpent(polls, 'full-day', account)
  await polls.commit(
    [
      polls.flightPollBudget.spendMore('full-day', dayOf(now)),
      polls.flightPollBudget.rest('full-day', now),
      polls.flightPolls.wake(now),
      polls.flightPolls.wake(now, flight.flightNumber),
    ],
    null,
  )
  const watcher = { tenantId: ctx.tenant.id, flightId: flight.id, isActive: true }
  const poll = { ...turn, nextPollAt: now, heldUntil: now, polledAt: now, fruitless: 0 }
  await polls.commit(polls.flightPolls.end(poll, [watcher], now), null)
}

/** The cancelled flight flies after all. */
async function loadAgain(ctx: TenantContext, bagId: string, flightId: string): Promise<void> {
  const { flight } = await ctx.bags.findWithFlight(bagId, flightId)
  if (!flight) throw new Error('the flight is gone')
  const back = { ...flight, status: 'scheduled' as const, version: flight.version + 1 }
  await ctx.commit([ctx.flights.update(flight, back)], null)
  await loadBag(ctx, { bagId, flightId, connection: false })
}

async function reading(
  ctx: TenantContext,
  [bagId = '', shipmentId = '', , trackingId = '']: readonly string[],
): Promise<void> {
  const after = { limit: 2, after: shipmentId }
  await listShipments(ctx, { filter: {}, page: PAGE })
  await listShipments(ctx, { filter: {}, page: after })
  await listShipments(ctx, { filter: { status: 'received' }, page: PAGE })
  await listShipments(ctx, { filter: { status: 'received' }, page: after })
  await listShipments(ctx, { filter: { bagId, status: 'arrived' }, page: PAGE })
  await listBagShipments(ctx, { bagId, page: after })
  await listBags(ctx, { filter: {}, page: PAGE })
  await listBags(ctx, { filter: { status: 'open' }, page: { limit: 2, after: bagId } })
  await listBags(ctx, { filter: { flightId: 'flt_1' }, page: PAGE })
  await listNotifications(ctx, PAGE)
  await listNotifications(ctx, { limit: 2, after: 'ntf_9' })
  const customer: TenantContext = { ...ctx, actor: CUSTOMER }
  await listNotifications(customer, PAGE)
  await listNotifications(customer, { limit: 2, after: 'ntf_9' })
  const { items } = await listNotifications(ctx, { limit: 1, after: null })
  await readNotifications(ctx, items[0]?.id ?? 'nothing')
  await readNotifications(customer, 'ntf_9').catch(() => null)
  await getTimeline(ctx, shipmentId)
  await trackShipment({ ...ctx, actor: { kind: 'public' } }, trackingId)
}

/** What goes on after the answers: notifications and deliveries, then both relays. */
async function afterwards(ctx: TenantContext, directory: DirectoryContext): Promise<void> {
  const { data } = { data: await listNotifications(ctx, { limit: 100, after: null }) }
  const created = data.items.find((event) => event.type === 'shipment.created')
  if (!created) throw new Error('nobody was told of a new shipment')
  await notifyPeople(ctx, created.id)
  await ctx.commit([ctx.deliveries.giveUp(created.id, 'the queue gave up', Date.now())], null)
  await ctx.deliveries.list({}, PAGE)
  await ctx.deliveries.list({ status: 'sent' }, { limit: 2, after: 'dlv_9' })
  await ctx.deliveries.list({ shipmentId: created.subjectId }, PAGE)
  await troubledChannels(ctx, created.id, created.subjectId)
  await relayOutbox(ctx)
  await relayDirectoryOutbox(directory)
}

async function acrossTenants(recording: Recording): Promise<void> {
  const shard = openShardDatabase(recordedD1(env.TENANT_DB_0, 'sweep', recording))
  await tenantsWithOutbox(shard, Date.now(), 10)
  await flightsPlanned(shard, await flightsToPlan(shard, 1))
  await settleDoubts(shard, 1, 1, 10)
  await overdueDeliveries(shard, 1, 1, 10)
  await removeExpired(shard, 0, 0)
}

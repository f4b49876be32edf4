import { env } from 'cloudflare:workers'
import { listMails } from '../../../src/adapters/email/mock.ts'
import { ids } from '../../../src/core/ids.ts'
import type { Tenant } from '../../../src/domain/auth/tenant.ts'
import { NO_PREFERENCES, type Preferences } from '../../../src/domain/notifications/preferences.ts'
import type { Flight } from '../../../src/domain/shipments/flight.ts'
import type { FlightUpdate } from '../../../src/domain/shipments/flight-update.ts'
import { assignToBag } from '../../../src/use-cases/bags/assign-to-bag.ts'
import { createBag } from '../../../src/use-cases/bags/create-bag.ts'
import { loadBag } from '../../../src/use-cases/bags/load-bag.ts'
import { transitionBag } from '../../../src/use-cases/bags/transition-bag.ts'
import type { Channels, TenantContext } from '../../../src/use-cases/context.ts'
import { createFlight } from '../../../src/use-cases/flights/create-flight.ts'
import { notifyPeople } from '../../../src/use-cases/notifications/notify-people.ts'
import { aFlightUpdate } from '../../harness/shipment-factory.ts'
import { announce, NOON, type Office, refusalOf, twoPeople } from './office.ts'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
/** 16:00 in Havana. */
export const LANDS = NOON + 9 * HOUR
export const CUSTOMER = 'usr_customer'

export interface Aboard {
  readonly ctx: TenantContext
  readonly flight: Flight
  readonly bagId: string
  readonly shipmentId: string
  readonly recipient: string
}

/** A company's parcel in a bag on a flight from Madrid to Havana. */
export async function aboard(
  office: Office,
  tenant: Tenant,
  flightNumber = 'IB6501',
  change: Partial<TenantContext & Channels> = {},
): Promise<Aboard> {
  const ctx = office.tenant(tenant, change)
  const { recipient } = twoPeople()
  const notify = { email: true, whatsapp: true, push: true }
  const { shipment } = await announce(ctx, { sender: null, recipient }, { notify, customerUserId: CUSTOMER })
  const route = { origin: 'MAD', destination: 'HAV' }
  const bag = await createBag(ctx, { bagNumber: ids.make('bag'), ...route })
  await assignToBag(ctx, { bagId: bag.id, shipmentIds: [shipment.id] })
  await transitionBag(ctx, { id: bag.id, to: 'sealed', sealNumber: 'S-1' })
  const times = { scheduledDeparture: NOON, scheduledArrival: LANDS }
  const flight = await createFlight(ctx, { flightNumber, departureDate: '2026-11-23', ...route, ...times })
  await loadBag(ctx, { bagId: bag.id, flightId: flight.id, connection: false })
  return { ctx, flight, bagId: bag.id, shipmentId: shipment.id, recipient }
}

export const word = (minutes: number, at: number, more: Partial<FlightUpdate> = {}): FlightUpdate =>
  aFlightUpdate({
    departureDate: '2026-11-23',
    status: 'delayed',
    providerStatus: 'Delayed',
    estimatedArrival: LANDS + minutes * MINUTE,
    updatedAt: NOON + at,
    ...more,
  })

/** The tenant's events of delays, oldest first. */
export async function delaysOf(ctx: TenantContext) {
  const { items } = await ctx.notifications.list({ limit: 100, after: null })
  return items.filter((event) => event.type === 'shipment.delayed').toReversed()
}

export const subjectsTo = async (address: string) =>
  (await listMails(env.FILES, undefined, address)).map((mail) => mail.subject).toSorted()

/** What the queue does: each event as often as it wants to be called again. */
export async function tellAll(ctx: TenantContext): Promise<void> {
  const { items } = await ctx.notifications.list({ limit: 100, after: null })
  for (const { id } of items.toReversed()) await refusalOf(notifyPeople(ctx, id))
}

export async function prefer(ctx: TenantContext, preferences: Partial<Preferences>): Promise<void> {
  await ctx.commit(
    [ctx.notificationSettings.savePreferences({ ...NO_PREFERENCES, ...preferences }, ctx.clock.now())],
    null,
  )
}

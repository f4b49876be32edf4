import type { Channel } from '../../domain/notifications/delivery.ts'
import type { Device } from '../../domain/notifications/devices.ts'
import type { NotificationEvent } from '../../domain/notifications/notification-event.ts'
import type { EventToTell } from '../../domain/notifications/ports.ts'
import { isToldEvent, Preferences, quietUntil, type ToldEvent } from '../../domain/notifications/preferences.ts'
import { STRANGER, type WhatsAppContact } from '../../domain/notifications/whatsapp-contacts.ts'
import type { Airport } from '../../domain/shipments/airport.ts'
import { isStillDelayed } from '../../domain/shipments/flight-delay.ts'
import type { Party, Shipment } from '../../domain/shipments/shipment.ts'
import type { Channels, TenantContext } from '../context.ts'
import { deliver, type Message } from './deliver.ts'
import { mailMessage, pushMessage, type Story, whatsappMessage } from './messages.ts'

/** What the sender hears of too; the recipient hears of all that people are told. */
const SENDER_HEARS: readonly ToldEvent[] = ['shipment.created', 'shipment.delivered', 'shipment.returned']
/** What the courier who has the shipment hears of: the rest is the courier's own doing, or not yet. */
const COURIER_HEARS: readonly ToldEvent[] = [
  'shipment.customs_hold',
  'shipment.out_for_delivery',
  'shipment.returned',
  'shipment.cancelled',
]
/** Channels that make a phone ring. */
const RINGING: readonly Channel[] = ['whatsapp', 'push']

/**
 * A flight that is heard of only when it has landed moves its parcels twice in one commit: the landing is told, and not the departure
 * before it. Steps that were heard of one by one are told one by one, however fast they come.
 */
const isOvertaken = (event: NotificationEvent, shipment: Shipment): boolean =>
  event.type === 'shipment.in_transit' && shipment.status !== 'in_transit' && shipment.updatedAt === event.createdAt

/** A delay is no news any more when a newer one was found, when the flight is over or lands elsewhere, or when the parcel is not on it any more. */
function isVoid({ event, shipment, flight }: EventToTell): boolean {
  if (event.type !== 'shipment.delayed') return false
  const waits = shipment?.status === 'bagged' || shipment?.status === 'in_transit'
  const { flight_id: flightId, flight_version: version } = event.payload
  return !waits || flight === null || flight.id !== flightId || !isStillDelayed(flight, version)
}

/** A departure that was heard of with a new time of arrival tells that too, where it is told itself. */
function isInDeparture({ event, shipment, preferences }: Told, channel: Channel): boolean {
  const together = shipment.status === 'in_transit' && shipment.updatedAt === event.createdAt
  return (
    event.type === 'shipment.delayed' && together && Preferences.allows(preferences, 'shipment.in_transit', channel)
  )
}

/**
 * Tells the people at a shipment's ends, its customer and its courier of one event, each once on each channel that they and the company
 * want. Three round trips and the providers' calls; one more where there are devices to look up, and one for phones.
 * An event that is gone, or that is about no shipment, needs nothing. Throws `RetryLater`.
 */
export async function notifyPeople(ctx: TenantContext, eventId: string): Promise<void> {
  const [found, channels] = await Promise.all([ctx.notifications.findWithShipment(eventId), ctx.channels()])
  if (!found?.shipment || !found.event.audience.people || !isToldEvent(found.event.type)) return
  const { event, shipment, preferences } = found
  const origin = ctx.airports.find(shipment.origin)
  const destination = ctx.airports.find(shipment.destination)
  if (!origin || !destination) return
  const withdrawn = isVoid(found) ? 'newer news took its place' : null
  const until = withdrawn ? null : quietUntil(preferences.quietHours, destination.timeZone, ctx.clock.now())
  await deliver(ctx, {
    eventId: event.id,
    shipmentId: shipment.id,
    channels,
    messages: withdrawn
      ? []
      : await messagesOf(ctx, { ...found, shipment, type: found.event.type, origin, destination }, channels),
    isNews: !isOvertaken(event, shipment),
    withdrawn,
    quiet: until === null ? null : { channels: RINGING, until },
  })
}

interface Told extends EventToTell {
  readonly shipment: Shipment
  readonly type: ToldEvent
  readonly origin: Airport
  readonly destination: Airport
}

async function messagesOf(ctx: TenantContext, told: Told, channels: Channels): Promise<readonly Message[]> {
  const { shipment, type } = told
  const wants = (channel: Channel) =>
    Preferences.allows(told.preferences, type, channel) && !isInDeparture(told, channel)
  const people = SENDER_HEARS.includes(type) ? [shipment.recipient, shipment.sender] : [shipment.recipient]
  const mailed = shipment.notify.email && wants('email') ? addressed(people, (person) => person.email) : []
  const phoned = shipment.notify.whatsapp && wants('whatsapp') ? addressed(people, (person) => person.phone) : []
  const [contacts, devices] = await Promise.all([
    contactsOf(
      ctx,
      channels.whatsapp.phoneNumberId,
      phoned.map(({ address }) => address),
    ),
    wants('push') ? devicesOf(ctx, shipment, type) : [],
  ])
  const story = (person: Party): Story => ({
    ...told,
    // What is remembered as told is what is told.
    expectedArrival: type === 'shipment.delayed' ? (told.flight?.toldArrival ?? null) : told.expectedArrival,
    recipientName: person.name,
    locale: shipment.locale,
  })
  return [
    ...mailed.map(({ address, person }) => mailMessage(ctx, channels.email, address, story(person))),
    ...phoned.map(({ address, person }) =>
      whatsappMessage(ctx, channels.whatsapp, address, contacts.get(address) ?? STRANGER, story(person)),
    ),
    ...devices.map((device) => {
      const forCourier = device.userId === shipment.courierUserId && device.userId !== shipment.customerUserId
      const own = story(shipment.recipient)
      return pushMessage(ctx, channels.push, device, forCourier ? { ...own, locale: ctx.tenant.locale } : own)
    }),
  ]
}

/** Each address once, however it is written, for the first who has it. */
function addressed(people: readonly Party[], addressOf: (person: Party) => string | null) {
  const found = new Map<string, { readonly address: string; readonly person: Party }>()
  for (const person of people) {
    const address = addressOf(person)
    if (address !== null && !found.has(address.toLowerCase())) found.set(address.toLowerCase(), { address, person })
  }
  return [...found.values()]
}

async function contactsOf(
  ctx: TenantContext,
  phoneNumberId: string | null,
  phones: readonly string[],
): Promise<ReadonlyMap<string, WhatsAppContact>> {
  return phoneNumberId === null || phones.length === 0 ? new Map() : ctx.whatsappContacts.find(phoneNumberId, phones)
}

/** The customer is told where the shipment says so; the courier because it is work. */
async function devicesOf(ctx: TenantContext, shipment: Shipment, type: ToldEvent): Promise<readonly Device[]> {
  const users = new Set<string>()
  if (shipment.notify.push && shipment.customerUserId !== null) users.add(shipment.customerUserId)
  if (COURIER_HEARS.includes(type) && shipment.courierUserId !== null) users.add(shipment.courierUserId)
  return users.size === 0 ? [] : ctx.devices.ofUsers([...users])
}

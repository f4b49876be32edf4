import { afterAll, beforeAll, describe, it } from 'vitest'
import { z } from 'zod'
import { createApi } from '../../scripts/lib/api.ts'
import { type EventSocket, type HubEventFrame, openSocket } from '../../scripts/lib/event-socket.ts'
import {
  callbackOf,
  callbackUrlOf,
  FLIGHT_STEPS,
  FlightSchema,
  postCallback,
} from '../../scripts/lib/flight-provider.ts'
import { readMailbox } from '../../scripts/lib/mailbox.ts'
import type { RunningServer } from '../../scripts/lib/server.ts'
import { en } from '../../src/pages/words/en.ts'
import {
  BagSchema,
  type Company,
  EVERY_MINUTE,
  IdSchema,
  ListSchema,
  newPlace,
  type Place,
  register,
  ShipmentSchema,
  shipmentTo,
} from './company.ts'
import { until } from './until.ts'

const MINUTE_MS = 60_000
const RECIPIENT = 'julia.rios@example.com'
/** Providers count in minutes. */
const TOMORROW = Math.floor(Date.now() / MINUTE_MS + 24 * 60) * MINUTE_MS
const TrackingSchema = z.object({
  status: z.string(),
  flight: z.object({ flight_number: z.string(), status: z.string() }).nullable(),
  events: z.array(z.object({ status: z.string() })),
})

let place: Place
let server: RunningServer
let blue: Company
let rival: Company
let shipment: z.infer<typeof ShipmentSchema>
let bagId: string
let flightId: string
let blueSocket: EventSocket
let heardBefore: readonly HubEventFrame[] = []
let rivalSocket: EventSocket
let publicSocket: EventSocket

beforeAll(async () => {
  place = await newPlace()
  server = await place.start()
})

afterAll(async () => {
  await server?.stop()
  place?.remove()
})

const publicApi = () => createApi(server.url)
const tracking = () => publicApi().read(TrackingSchema, 'GET', `/track/${shipment.tracking_id}`)
const ofTheShipment = (events: readonly HubEventFrame[]) =>
  events.filter(({ event, data }) => event.startsWith('shipment.') && data.shipment_id === shipment.id)
const kinds = (events: readonly HubEventFrame[]) => events.map(({ event }) => event)

/** Posts what the provider says of a step, as known `minute` minutes into the day. */
async function fly(status: (typeof FLIGHT_STEPS)[number]['status'], minute: number): Promise<void> {
  const step = FLIGHT_STEPS.find((one) => one.status === status)
  if (!step) throw new Error(`no such step: ${status}`)
  const flight = await blue.api.read(FlightSchema, 'GET', `/flights/${flightId}`)
  const callbackUrl = await callbackUrlOf(publicApi(), flight.flight_number)
  await postCallback(callbackUrl, callbackOf(flight, step, TOMORROW + minute * MINUTE_MS))
}

async function headline(): Promise<string> {
  const { status, text } = await publicApi().send('GET', `~/t/${shipment.tracking_id}?lang=en`)
  if (status !== 200) throw new Error(`the tracking page answered ${status}`)
  return (/<h1[^>]*>(.*?)<\/h1>/s.exec(text)?.[1] ?? '').replace(/<[^>]*>/g, '')
}

/** Waits until the public JSON tells a status, and looks whether the page tells the same. */
async function shown(status: keyof typeof en.headline): Promise<{ page: string; expected: RegExp }> {
  await until(`tracking shows ${status}`, async () => (await tracking()).status === status)
  return { page: await headline(), expected: new RegExp(`^${en.headline[status].replace(/\{\w+\}/g, '.+')}$`) }
}

describe('a parcel’s journey', () => {
  it('begins with two companies that register and listen', async ({ expect }) => {
    blue = await register(server.url, 'owner@bluesky.example', 'Blue Sky Couriers')
    rival = await register(server.url, 'owner@rival.example', 'Rival Air')
    expect(blue.tenantId).not.toBe(rival.tenantId)
    blueSocket = await openSocket(`${server.url}/ws/notifications`, blue.token)
    rivalSocket = await openSocket(`${server.url}/ws/notifications`, rival.token)
    await until('both are welcome', () => blueSocket.frames.length > 0 && rivalSocket.frames.length > 0)
  })

  it('is announced once, however often the same POST comes', async ({ expect }) => {
    const sent = { body: shipmentTo(RECIPIENT), headers: { 'idempotency-key': 'parcel-1' } }
    const answers = [
      await blue.api.send('POST', '/shipments', sent),
      await blue.api.send('POST', '/shipments', sent),
      ...(await Promise.all([1, 2, 3].map(() => blue.api.send('POST', '/shipments', sent)))),
    ]
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201])
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect(answers.map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, ...Array(4).fill('true')])
    shipment = ShipmentSchema.parse(JSON.parse(answers[0]?.text ?? ''))
    expect(shipment.tracking_url).toBe(`http://localhost:${place.options.port}/t/${shipment.tracking_id}`)
    const { data } = await blue.api.read(ListSchema, 'GET', '/shipments')
    expect(data).toEqual([{ id: shipment.id }])
    const { page, expected } = await shown('created')
    expect(page).toMatch(expected)
  })

  it('refuses the same Idempotency-Key for another request', async ({ expect }) => {
    const other = { body: shipmentTo('someone@example.com'), headers: { 'idempotency-key': 'parcel-1' } }
    const { status, text } = await blue.api.send('POST', '/shipments', other)
    expect([status, JSON.parse(text).code]).toEqual([409, 'idempotency_conflict'])
  })

  it('goes into a bag that is sealed and loaded on a flight', async ({ expect }) => {
    const route = { origin: 'MAD', destination: 'EZE' }
    const bag = await blue.api.read(BagSchema, 'POST', '/bags', { body: { ...route, bag_number: 'MAD-EZE-1' } })
    bagId = bag.id
    await blue.api.read(z.unknown(), 'POST', `/shipments/${shipment.id}/assign`, { body: { bag_id: bagId } })
    const seal = { to: 'sealed', seal_number: 'ES-1' }
    const sealed = await blue.api.read(BagSchema, 'POST', `/bags/${bagId}/transitions`, { body: seal })
    expect(sealed).toMatchObject({ status: 'sealed', shipment_count: 1 })
    const departure = new Date(TOMORROW).toISOString()
    const flight = await blue.api.read(IdSchema, 'POST', '/flights', {
      body: {
        ...route,
        flight_number: 'IB6845',
        departure_date: new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Madrid' }).format(TOMORROW),
        scheduled_departure: departure,
        scheduled_arrival: new Date(TOMORROW + 750 * MINUTE_MS).toISOString(),
      },
    })
    flightId = flight.id
    const loaded = await blue.api.read(BagSchema, 'PUT', `/bags/${bagId}/flight`, { body: { flight_id: flightId } })
    expect(loaded.status).toBe('loaded')
    const { page, expected } = await shown('bagged')
    expect(page).toMatch(expected)
  })

  it('is followed by a stranger on the public page', async () => {
    publicSocket = await openSocket(`${server.url}/ws/track/${shipment.tracking_id}`, null)
    await until('the stranger is welcome', () => publicSocket.frames.length > 0)
  })

  it('shows a delay of its flight and stays where it is', async ({ expect }) => {
    await fly('scheduled', 0)
    await fly('delayed', 10)
    await until('the delay is shown', async () => (await tracking()).flight?.status === 'delayed')
    expect((await tracking()).status).toBe('bagged')
  })

  it('departs once, whatever the provider repeats or says too late', async ({ expect }) => {
    await until('the delay is heard', () => kinds(blueSocket.events()).includes('flight.delayed'))
    await until('its parcel’s too', () => kinds(blueSocket.events()).includes('shipment.delayed'))
    await blueSocket.close()
    heardBefore = blueSocket.events()
    await Promise.all([fly('departed', 20), fly('departed', 20), fly('departed', 20)])
    const { page, expected } = await shown('in_transit')
    expect(page).toMatch(expected)
    await fly('delayed', 15)
    await fly('departed', 20)

    const cursor = heardBefore.at(-1)?.seq
    blueSocket = await openSocket(`${server.url}/ws/notifications?since=${cursor}`, blue.token)
    await until('the missed departure is replayed', () => ofTheShipment(blueSocket.events()).length > 0)
    expect(kinds(ofTheShipment(blueSocket.events()))).toEqual(['shipment.in_transit'])
  })

  it('arrives with its flight, and not before a person says so is it delivered', async ({ expect }) => {
    await fly('arrived', 800)
    await fly('arrived', 800)
    const { page, expected } = await shown('arrived')
    expect(page).toMatch(expected)
    await fly('departed', 810)
    for (const to of ['out_for_delivery', 'delivered'] as const) {
      const body = { body: { to } }
      await blue.api.read(ShipmentSchema, 'POST', `/shipments/${shipment.id}/transitions`, body)
      await blue.api.read(ShipmentSchema, 'POST', `/shipments/${shipment.id}/transitions`, body)
      const now = await shown(to)
      expect(now.page).toMatch(now.expected)
    }
    const { events } = await tracking()
    const states = events.map(({ status }) => status).filter((status, i, all) => status !== all[i - 1])
    expect(states).toEqual(['created', 'received', 'bagged', 'in_transit', 'arrived', 'out_for_delivery', 'delivered'])
    const flight = await blue.api.read(FlightSchema, 'GET', `/flights/${flightId}`)
    expect(flight.status).toBe('arrived')
  })

  it('was heard of once and in order, by those whose parcel it is and by nobody else', async ({ expect }) => {
    await server.tick(EVERY_MINUTE)
    await until('the delivery is heard', () => kinds(blueSocket.events()).includes('shipment.delivered'))
    await until('the stranger hears it', () => kinds(publicSocket.events()).includes('shipment.delivered'))
    await rival.api.read(IdSchema, 'POST', '/bags', { body: { origin: 'MAD', destination: 'EZE', bag_number: 'R-1' } })
    await until('the rival hears of its own bag', () => rivalSocket.events().length > 0)

    const all = [...heardBefore, ...blueSocket.events()]
    const moved = ['shipment.in_transit', 'shipment.arrived', 'shipment.out_for_delivery', 'shipment.delivered']
    expect(kinds(ofTheShipment(all))).toEqual([
      ...['shipment.created', 'shipment.received', 'shipment.bagged', 'shipment.delayed'],
      ...moved,
    ])
    expect(kinds(all).filter((kind) => kind.startsWith('flight.'))).toEqual([
      ...['flight.created', 'flight.delayed', 'flight.departed', 'flight.arrived'],
    ])
    expect(all.map(({ seq }) => seq)).toEqual(all.map((_, index) => index + 1))
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
    expect(kinds(publicSocket.events())).toEqual(['shipment.delayed', ...moved])
    expect(JSON.stringify(publicSocket.frames)).not.toMatch(/Julia|Defensa|example\.com|shp_/)
    expect(kinds(rivalSocket.events())).toEqual(['bag.created'])
  })

  it('was told of by one mail for each step that people are told of', async ({ expect }) => {
    const mailsTo = async (address: string) => (await readMailbox(publicApi())).filter(({ to }) => to === address)
    await until('the last mail is there', async () => (await mailsTo(RECIPIENT)).length >= 6)
    // A later parcel's mail is behind all of them in the queue; the sweep finds nothing left.
    await server.tick(EVERY_MINUTE)
    await blue.api.read(ShipmentSchema, 'POST', '/shipments', { body: shipmentTo('later@example.com') })
    await until('the later mail is there', async () => (await mailsTo('later@example.com')).length > 0)

    const mails = await mailsTo(RECIPIENT)
    expect(mails).toHaveLength(6)
    expect(new Set(mails.map(({ subject }) => subject)).size).toBe(6)
    expect(mails.filter(({ subject }) => subject === 'The flight with your parcel is delayed')).toHaveLength(1)
    for (const mail of mails) expect(mail.html).toContain(shipment.tracking_url)
    expect(await mailsTo('owner@bluesky.example')).toHaveLength(1)
    expect(await mailsTo('owner@rival.example')).toHaveLength(1)
  })
})

import { afterAll, beforeAll, describe, it } from 'vitest'
import type { Sent } from '../../scripts/lib/api.ts'
import type { RunningServer } from '../../scripts/lib/server.ts'
import {
  BagSchema,
  type Company,
  IdSchema,
  ListSchema,
  newPlace,
  type Place,
  register,
  ShipmentSchema,
  shipmentTo,
} from './company.ts'

const ROUTE = { origin: 'MAD', destination: 'EZE' }

let place: Place
let server: RunningServer
let owner: Company
let stranger: Company
/** What belongs to the owner. */
const theirs = { shipment: '', loose: '', bag: '', openBag: '', flight: '' }
/** The same kinds, the stranger's own. */
const own = { shipment: '', bag: '', sealedBag: '' }

const newBag = (company: Company, bag_number: string) =>
  company.api.read(IdSchema, 'POST', '/bags', { body: { ...ROUTE, bag_number } })
const newShipment = (company: Company) =>
  company.api.read(ShipmentSchema, 'POST', '/shipments', { body: shipmentTo('julia.rios@example.com') })
const seal = (company: Company, id: string) =>
  company.api.read(BagSchema, 'POST', `/bags/${id}/transitions`, { body: { to: 'sealed', seal_number: 'S-1' } })

beforeAll(async () => {
  place = await newPlace()
  server = await place.start()
  owner = await register(server.url, 'owner@bluesky.example', 'Blue Sky Couriers')
  stranger = await register(server.url, 'owner@rival.example', 'Rival Air')

  theirs.shipment = (await newShipment(owner)).id
  theirs.loose = (await newShipment(owner)).id
  theirs.bag = (await newBag(owner, 'B-1')).id
  theirs.openBag = (await newBag(owner, 'B-2')).id
  await owner.api.read(BagSchema, 'POST', `/bags/${theirs.bag}/shipments`, {
    body: { shipment_ids: [theirs.shipment] },
  })
  await seal(owner, theirs.bag)
  const flight = { ...ROUTE, flight_number: 'IB6845', departure_date: '2031-03-14' }
  theirs.flight = (await owner.api.read(IdSchema, 'POST', '/flights', { body: flight })).id
  await owner.api.read(BagSchema, 'PUT', `/bags/${theirs.bag}/flight`, { body: { flight_id: theirs.flight } })

  own.shipment = (await newShipment(stranger)).id
  own.bag = (await newBag(stranger, 'B-1')).id
  own.sealedBag = (await newBag(stranger, 'B-2')).id
  await seal(stranger, own.sealedBag)
})

afterAll(async () => {
  await server?.stop()
  place?.remove()
})

/** Every door that takes an id, with one of the owner's in its path or body. */
const doors = (): readonly (readonly [string, string, Sent?])[] => [
  ['GET', `/shipments/${theirs.shipment}`],
  ['DELETE', `/shipments/${theirs.loose}`],
  ['GET', `/shipments/${theirs.shipment}/events`],
  ['POST', `/shipments/${theirs.loose}/transitions`, { body: { to: 'received' } }],
  ['POST', `/shipments/${theirs.loose}/assign`, { body: { bag_id: theirs.openBag } }],
  ['POST', `/shipments/${own.shipment}/assign`, { body: { bag_id: theirs.openBag } }],
  ['GET', `/bags/${theirs.bag}`],
  ['GET', `/bags/${theirs.bag}/shipments`],
  ['POST', `/bags/${theirs.openBag}/shipments`, { body: { shipment_ids: [own.shipment] } }],
  ['DELETE', `/bags/${theirs.bag}/shipments/${theirs.shipment}`],
  ['DELETE', `/bags/${own.bag}/shipments/${theirs.shipment}`],
  ['POST', `/bags/${theirs.openBag}/transitions`, { body: { to: 'cancelled' } }],
  ['PUT', `/bags/${theirs.bag}/flight`, { body: { flight_id: theirs.flight } }],
  ['PUT', `/bags/${own.sealedBag}/flight`, { body: { flight_id: theirs.flight } }],
  ['DELETE', `/bags/${theirs.bag}/flight`],
  ['GET', `/flights/${theirs.flight}`],
  ['GET', `/flights/${theirs.flight}/bags`],
]

describe('one company before another’s things', () => {
  it('finds nothing behind any id in a path or a body, in both versions', async ({ expect }) => {
    for (const [method, path, sent] of doors()) {
      for (const versioned of [path, `~/api/v2${path}`]) {
        const { status, text } = await stranger.api.send(method, versioned, sent)
        expect(`${method} ${versioned}: ${status} ${JSON.parse(text).code}`).toBe(
          `${method} ${versioned}: 404 not_found`,
        )
        expect(text).not.toContain('bluesky')
      }
    }
  })

  it('gets the same answer for an id that never existed', async ({ expect }) => {
    const absent = `${theirs.shipment.slice(0, -4)}0000`
    const withoutIds = (text: string) => text.replace(/req_\w+|shp_\w+/g, '…')
    const real = await stranger.api.send('GET', `/shipments/${theirs.shipment}`)
    const fake = await stranger.api.send('GET', `/shipments/${absent}`)
    expect([fake.status, withoutIds(fake.text)]).toEqual([real.status, withoutIds(real.text)])
  })

  it('cannot put another’s shipment into its own bag, alone or in a list', async ({ expect }) => {
    const alone = await stranger.api.send('POST', `/shipments/${theirs.loose}/assign`, { body: { bag_id: own.bag } })
    expect([404, 422]).toContain(alone.status)
    const body = { shipment_ids: [own.shipment, theirs.loose] }
    const { status, text } = await stranger.api.send('POST', `/bags/${own.bag}/shipments`, { body })
    expect(status).toBe(422)
    expect(JSON.parse(text).errors).toEqual([
      { pointer: '/shipment_ids/1', message: `There is no shipment ${theirs.loose}.` },
    ])
    const bag = await stranger.api.read(BagSchema, 'GET', `/bags/${own.bag}`)
    expect(bag.shipment_count).toBe(0)
  })

  it('sees nothing of it in lists, whatever they are filtered by', async ({ expect }) => {
    const ids = async (path: string) => (await stranger.api.read(ListSchema, 'GET', path)).data.map(({ id }) => id)
    expect(await ids('/shipments')).toEqual([own.shipment])
    expect(await ids(`/shipments?bag_id=${theirs.bag}`)).toEqual([])
    expect(new Set(await ids('/bags'))).toEqual(new Set([own.bag, own.sealedBag]))
    expect(await ids(`/bags?flight_id=${theirs.flight}`)).toEqual([])
    expect(await ids('/flights?flight_number=IB6845')).toEqual([])
    const list = await stranger.api.send('GET', '/notifications?limit=100')
    for (const id of Object.values(theirs)) expect(list.text).not.toContain(id)
  })

  it('changed nothing of it', async ({ expect }) => {
    const shipment = await owner.api.read(ShipmentSchema, 'GET', `/shipments/${theirs.shipment}`)
    const loose = await owner.api.read(ShipmentSchema, 'GET', `/shipments/${theirs.loose}`)
    const bag = await owner.api.read(BagSchema, 'GET', `/bags/${theirs.bag}`)
    const openBag = await owner.api.read(BagSchema, 'GET', `/bags/${theirs.openBag}`)
    expect([shipment.status, loose.status, bag.status, openBag.status]).toEqual(['bagged', 'created', 'loaded', 'open'])
    expect([shipment.bag_id, loose.bag_id, openBag.shipment_count]).toEqual([theirs.bag, null, 0])
  })
})

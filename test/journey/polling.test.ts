import { readFileSync } from 'node:fs'
import { afterEach, it } from 'vitest'
import { z } from 'zod'
import { cronsOf, isDue } from '../../scripts/lib/cron-ticks.ts'
import type { RunningServer } from '../../scripts/lib/server.ts'
import { workerVarsOf } from '../../scripts/lib/worker-vars.ts'
import { aviationstackRow } from '../providers/flights/aviationstack-row.ts'
import { startAviationstack } from '../providers/servers/aviationstack.ts'
import type { Listening } from '../providers/servers/listen.ts'
import { BagSchema, IdSchema, newPlace, type Place, register, ShipmentSchema, shipmentTo } from './company.ts'
import { until } from './until.ts'

const EVERY_FIVE_MINUTES = '*/5 * * * *'
const MINUTE = 60_000
const KEY = 'good-journey'

let place: Place
let server: RunningServer | null = null
let provider: Listening | null = null

afterEach(async () => {
  await server?.stop()
  await provider?.close()
  place?.remove()
})

/** What the clock on an airport's wall shows: `2026-11-25T14:05`. */
const wallClock = (time: number, timeZone: string) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(time).replace(' ', 'T')

it('a flight that nobody calls back about moves its parcels on a machine of one’s own', async ({ expect }) => {
  provider = await startAviationstack()
  place = await newPlace()
  // As they come to `npm start`: what it does not pass on is not there.
  const vars = workerVarsOf({
    ...process.env,
    AVIATIONSTACK_BASE_URL: `${provider.url}/v1`,
    AVIATIONSTACK_ACCESS_KEY: KEY,
    AVIATIONSTACK_DAILY_REQUESTS: '3',
  })
  expect(vars).toMatchObject({ AVIATIONSTACK_ACCESS_KEY: KEY, AVIATIONSTACK_DAILY_REQUESTS: '3' })
  server = await place.start(vars)
  const running = server
  const { api } = await register(running.url, 'owner@bluesky.example', 'Blue Sky Couriers')

  const leaves = Math.floor(Date.now() / MINUTE) * MINUTE - 15 * MINUTE
  const date = wallClock(leaves, 'Europe/Madrid').slice(0, 10)
  const shipment = await api.read(ShipmentSchema, 'POST', '/shipments', { body: shipmentTo('julia.rios@example.com') })
  const bag = await api.read(BagSchema, 'POST', '/bags', {
    body: { bag_number: 'B-1', origin: 'MAD', destination: 'EZE' },
  })
  await api.read(z.unknown(), 'POST', `/bags/${bag.id}/shipments`, { body: { shipment_ids: [shipment.id] } })
  await api.read(z.unknown(), 'POST', `/bags/${bag.id}/transitions`, { body: { to: 'sealed', seal_number: 'S-1' } })
  const flight = await api.read(IdSchema, 'POST', '/flights', {
    body: {
      flight_number: 'UX41',
      departure_date: date,
      origin: 'MAD',
      destination: 'EZE',
      scheduled_departure: new Date(leaves).toISOString(),
      scheduled_arrival: new Date(leaves + 740 * MINUTE).toISOString(),
    },
  })
  await api.read(z.unknown(), 'PUT', `/bags/${bag.id}/flight`, { body: { flight_id: flight.id } })

  const row = aviationstackRow({
    number: 'UX41',
    date,
    status: 'active',
    departure: {
      iata: 'MAD',
      scheduled: wallClock(leaves, 'Europe/Madrid'),
      actual: wallClock(leaves + 6 * MINUTE, 'Europe/Madrid'),
    },
    arrival: { iata: 'EZE', scheduled: wallClock(leaves + 740 * MINUTE, 'America/Argentina/Buenos_Aires') },
  })
  await (await fetch(`${provider.url}/control/${KEY}/state`, { method: 'PUT', body: JSON.stringify([row]) })).text()

  await running.tick(EVERY_FIVE_MINUTES)
  await until('the parcel flies', async () => {
    const { status } = await api.read(ShipmentSchema, 'GET', `/shipments/${shipment.id}`)
    return status === 'in_transit'
  })
  const page = await (await fetch(`${running.url}/t/${shipment.tracking_id}`)).text()
  expect(page).toMatch(/data-sentence="On its way to Buenos Aires/)
})

it('that trigger is among those that a local start plays, every five minutes', ({ expect }) => {
  const crons = cronsOf(readFileSync('wrangler.toml', 'utf8'))
  expect(crons).toContain(EVERY_FIVE_MINUTES)
  const minutes = Array.from({ length: 60 }, (_, minute) => minute)
  const due = minutes.filter((minute) => isDue(EVERY_FIVE_MINUTES, new Date(Date.UTC(2026, 10, 25, 12, minute))))
  expect(due).toEqual([0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55])
})

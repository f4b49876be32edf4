import { createExecutionContext, createScheduledController, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { inject, it } from 'vitest'
import { CRONS } from '../../../src/cron/schedule.ts'
import { handleQueue, handleTick } from '../../../src/worker-doors.ts'
import { aCompany, aParcel, type Company, call } from '../../harness/wire.ts'
import { consume } from '../../queues/consume.ts'
import { aviationstackRow, type RowInput } from './aviationstack-row.ts'
import { aKey, controlOf } from './control.ts'

const MINUTE = 60_000

/** What the clock on an airport's wall shows: `2026-11-25T14:05`. */
function wallClock(time: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(time)
  return parts.replace(' ', 'T')
}
const inMadrid = (time: number) => wallClock(time, 'Europe/Madrid')
const inBuenosAires = (time: number) => wallClock(time, 'America/Argentina/Buenos_Aires')

/** A deployment whose provider is the look-alike, and whose flight queue is held until a test lets it go through its consumer. */
function aDeploymentThatPolls(requests = '100') {
  const key = aKey()
  const url = inject('aviationstackUrl')
  const waiting: unknown[] = []
  const queue = {
    send: async (body: unknown) => void waiting.push(body),
    sendBatch: async (messages: readonly { body: unknown }[]) => void waiting.push(...messages.map(({ body }) => body)),
  }
  const deployed: Env = Object.assign(
    { ...env },
    {
      AVIATIONSTACK_BASE_URL: `${url}/v1`,
      AVIATIONSTACK_ACCESS_KEY: key,
      AVIATIONSTACK_DAILY_REQUESTS: requests,
      FLIGHT_UPDATES: queue as unknown as Queue,
    },
  )
  return {
    ...controlOf(url, key),
    /** What the clock does every five minutes, then what the queue does. */
    async tick(): Promise<void> {
      const execution = createExecutionContext()
      await handleTick(createScheduledController({ cron: CRONS.everyFiveMinutes }), deployed, execution)
      while (waiting.length > 0) {
        const { retried } = await consume(
          (batch) => handleQueue(batch, deployed, execution),
          { queue: 'flight-updates', attempts: 1 },
          waiting.splice(0, 10),
        )
        if (Object.keys(retried).length > 0) throw new Error('a message failed')
      }
      await waitOnExecutionContext(execution)
    },
  }
}

/** A parcel in a sealed bag on a flight that is to leave at a time. */
async function onFlight(company: Company, flightNumber: string, leaves: number) {
  const shipment = (await company.post('/shipments', aParcel())).body
  const bag = (await company.post('/bags', { bag_number: crypto.randomUUID(), origin: 'MAD', destination: 'EZE' })).body
  await company.post(`/bags/${bag.id}/shipments`, { shipment_ids: [shipment.id] })
  await company.post(`/bags/${bag.id}/transitions`, { to: 'sealed', seal_number: 'S-1' })
  const flight = (
    await company.post('/flights', {
      flight_number: flightNumber,
      departure_date: inMadrid(leaves).slice(0, 10),
      origin: 'MAD',
      destination: 'EZE',
      scheduled_departure: new Date(leaves).toISOString(),
      scheduled_arrival: new Date(leaves + 740 * MINUTE).toISOString(),
    })
  ).body
  await company.put(`/bags/${bag.id}/flight`, { flight_id: flight.id })
  const seen = async () => {
    const tracked = await call('GET', `/api/v1/track/${shipment.tracking_id}`)
    const page = await call('GET', `/t/${shipment.tracking_id}`)
    return {
      status: tracked.body.status,
      flight: (await company.get(`/flights/${flight.id}`)).body.status,
      headline: /data-sentence="([^"]*)"/.exec(page.text)?.[1] ?? '',
    }
  }
  return { flight, seen }
}

it('a flight that nobody calls back about is asked about by the cron, and the tracking page moves', async ({
  expect,
}) => {
  const deployment = aDeploymentThatPolls()
  const number = `UX${Math.floor(Math.random() * 9_000 + 1_000)}`
  const leaves = Math.floor((Date.now() - 15 * MINUTE) / MINUTE) * MINUTE
  const lands = leaves + 740 * MINUTE
  const [company, other] = [await aCompany(), await aCompany()]
  const mine = await onFlight(company, number, leaves)
  const theirs = await onFlight(other, number, leaves)
  const before = await mine.seen()
  expect([before.status, before.flight]).toEqual(['bagged', 'scheduled'])
  expect(before.headline).not.toMatch(/^On its way/)

  const row = (change: RowInput) =>
    aviationstackRow({
      number,
      date: inMadrid(leaves).slice(0, 10),
      status: 'active',
      departure: { iata: 'MAD', scheduled: inMadrid(leaves), actual: inMadrid(leaves + 5 * MINUTE) },
      arrival: { iata: 'EZE', scheduled: inBuenosAires(lands) },
      ...change,
    })
  await deployment.knows([row({})])
  await deployment.tick()
  const asked = (await deployment.seen()).map(({ query }) => query.flight_iata)
  expect(asked.filter((each) => each === number)).toEqual([number])
  for (const each of [mine, theirs]) {
    const { status, flight, headline } = await each.seen()
    expect([status, flight]).toEqual(['in_transit', 'departed'])
    expect(headline).toMatch(/^On its way to Buenos Aires/)
  }
  const { body } = await company.get(`/flights/${mine.flight.id}`)
  expect(body.actual_departure).toBe(new Date(leaves + 5 * MINUTE).toISOString())

  // The next tick: nothing is due for an hour.
  await deployment.tick()
  expect((await deployment.seen()).filter(({ query }) => query.flight_iata === number)).toHaveLength(1)
})

it('a provider that misbehaves leaves flights as they are and the tick whole', async ({ expect }) => {
  const deployment = aDeploymentThatPolls()
  const number = `UX${Math.floor(Math.random() * 9_000 + 1_000)}`
  const company = await aCompany()
  const load = await onFlight(company, number, Date.now() - 15 * MINUTE)
  await deployment.will({ do: 'answer', status: 429, body: { error: { code: 'rate_limit_reached', message: 'no' } } })
  await deployment.tick()
  expect(await load.seen()).toMatchObject({ status: 'bagged', flight: 'scheduled' })
  const rest = 'SELECT rests_until FROM flight_poll_budgets WHERE provider = ?'
  const until = await env.DIRECTORY_DB.prepare(rest).bind('aviationstack').first<number>('rests_until')
  expect(until).toBeGreaterThan(Date.now() + 4 * MINUTE)
  // Other tests ask the same provider.
  await env.DIRECTORY_DB.prepare('UPDATE flight_poll_budgets SET rests_until = NULL').run()
})

/** `npm run demo`: plays a flight's day against the running server, as its provider would tell it. PORT and STATE_DIR as for `npm start`. */
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs, styleText } from 'node:util'
import { type Api, ApiError, createApi } from './lib/api.ts'
import { loadConsignment } from './lib/demo-consignment.ts'
import { type Demo, readDemo, signIn, writeDemo } from './lib/demo-journey.ts'
import { openSocket } from './lib/event-socket.ts'
import {
  callbackOf,
  callbackUrlOf,
  type DemoFlight,
  FLIGHT_STEPS,
  FlightSchema,
  type FlightStep,
  postCallback,
} from './lib/flight-provider.ts'
import { readMailbox } from './lib/mailbox.ts'
import { portOf } from './lib/port.ts'
import { ROOT } from './lib/root.ts'
import { ServerError } from './lib/server-error.ts'

const MINUTE_MS = 60_000
/** How long the last mails may take after the last callback. */
const LAST_MAILS_MS = 6_000

const say = (line: string) => console.log(line)
const heard = (source: string, line: string) => say(`    ${styleText('dim', source.padEnd(8))} ${line}`)

function secondsBetween(): number {
  const { values } = parseArgs({ options: { speed: { type: 'string', default: '5' } } })
  const seconds = Number(values.speed)
  if (Number.isFinite(seconds) && seconds >= 0 && seconds <= 600) return seconds
  throw new ServerError(
    `--speed is "${values.speed}". It is the pause in seconds, from 0 to 600: npm run demo -- --speed 5`,
  )
}

async function runningServer(port: number): Promise<string> {
  const url = `http://127.0.0.1:${port}`
  const health = await createApi(url)
    .send('GET', '~/health')
    .catch(() => null)
  if (health?.status === 200) return url
  throw new ServerError(
    `Nothing answers at ${url}. Start it with npm start, or say where it is: PORT=8788 npm run demo`,
  )
}

const readFlight = (api: Api, demo: Demo) => api.read(FlightSchema, 'GET', `/flights/${demo.consignment.flight_id}`)

const stepsAhead = (flight: DemoFlight): readonly FlightStep[] => {
  if (flight.status === 'scheduled') return FLIGHT_STEPS
  const index = FLIGHT_STEPS.findIndex((step) => step.status === flight.status)
  return index < 0 ? [] : FLIGHT_STEPS.slice(index + 1)
}

/** The flight to play: the demo's own, or when that one has landed, a new one a day later with a new parcel on it. */
async function flightToPlay(api: Api, demo: Demo, stateDir: string): Promise<{ demo: Demo; flight: DemoFlight }> {
  const flight = await readFlight(api, demo)
  if (stepsAhead(flight).length > 0) return { demo, flight }
  say('The demo flight is over. Loading a new parcel on the next day’s flight …')
  const now = Date.now()
  const name = `demo-${new Date(now).toISOString().slice(0, 10)}-${demo.count + 1}`
  const consignment = await loadConsignment(api, { name, daysAhead: demo.count, parcels: 1, now })
  const next = { ...demo, consignment, count: demo.count + 1 }
  writeDemo(stateDir, next)
  return { demo: next, flight: await readFlight(api, next) }
}

/** Tells each new mail to the demo's recipients once; answers a function that looks again. */
async function mailWatch(api: Api): Promise<() => Promise<void>> {
  const seen = new Set((await readMailbox(api)).map((mail) => mail.key))
  return async () => {
    const fresh = (await readMailbox(api)).filter((mail) => !seen.has(mail.key))
    for (const mail of fresh.reverse()) {
      seen.add(mail.key)
      heard('mail', `to ${mail.to}: ${mail.subject}`)
    }
  }
}

async function pause(ms: number, look: () => Promise<void>): Promise<void> {
  const until = Date.now() + ms
  do {
    await look()
    await sleep(Math.max(0, Math.min(500, until - Date.now())))
  } while (Date.now() < until)
  await look()
}

async function play(url: string, stateDir: string, seconds: number): Promise<void> {
  const known = readDemo(stateDir)
  if (!known)
    throw new ServerError(`${stateDir} holds no demo. npm start plays one; STATE_DIR must be the same for both.`)
  const { api, token } = await signIn(createApi(url), known)
  const { demo, flight } = await flightToPlay(api, known, stateDir)
  const callbackUrl = await callbackUrlOf(api, flight.flight_number)
  const local = new URL(callbackUrl)
  const look = await mailWatch(api)
  const socket = await openSocket(`${url}/ws/notifications`, token, ({ event, data }) =>
    heard('socket', `${event} ${String(data.tracking_id ?? data.flight_number ?? data.bag_number ?? '')}`),
  )
  const trackingPage = `http://${new URL(url).host.replace('127.0.0.1', 'localhost')}/t/${demo.consignment.shipments[0]?.tracking_id}`
  say(
    `\nA whole day of flight ${flight.flight_number} in a few seconds. Watch it at ${styleText('cyan', trackingPage)}\n`,
  )
  const start = Math.max(Date.now(), (flight.last_provider_update_at ?? 0) + MINUTE_MS)
  for (const [index, step] of stepsAhead(flight).entries()) {
    say(`  ${styleText('bold', flight.flight_number)} ${step.says}`)
    // The callback's address is that of PUBLIC_URL; the server is on this machine all the same.
    await postCallback(`${url}${local.pathname}${local.search}`, callbackOf(flight, step, start + index * MINUTE_MS))
    await pause(seconds * 1000, look)
  }
  await pause(LAST_MAILS_MS, look)
  await socket.close()
  say(`\nThe parcel has arrived in Buenos Aires: ${styleText('cyan', trackingPage)}\n`)
}

try {
  const stateDir = resolve(process.env.STATE_DIR || join(ROOT, '.wrangler', 'state'))
  const seconds = secondsBetween()
  await play(await runningServer(portOf(process.env.PORT)), stateDir, seconds)
} catch (error) {
  const known = error instanceof ServerError || error instanceof ApiError
  console.error(known ? error.message : error)
  process.exitCode = 1
}

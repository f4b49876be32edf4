import { Hono } from 'hono'
import { openHouse } from '../src/composition.ts'
import { createLog } from '../src/core/log.ts'
import { createPasswordService } from '../src/core/security/password.ts'
import type { FlightUpdate } from '../src/domain/shipments/flight-update.ts'
import { login } from '../src/use-cases/auth/login.ts'
import { applyFlightUpdate } from '../src/use-cases/flights/apply-flight-update.ts'
import { createShipment } from '../src/use-cases/shipments/create-shipment.ts'
import { listShipments } from '../src/use-cases/shipments/list-shipments.ts'
import { trackShipment } from '../src/use-cases/tracking/track-shipment.ts'
import { landBare } from './bare-landing.ts'
import { hubFloor } from './hub-floor.ts'
import { newRecording, recordedD1 } from './recorded-d1.ts'
import { replay, type Trips, tripsOf } from './replay.ts'

export { NotificationHub } from '../src/durable-objects/notification-hub.ts'
export { BareHub, Listeners } from './hub-floor.ts'

/** What the operations are about. */
export interface Subject {
  readonly tenantId: string
  readonly userId: string
  readonly trackingId: string
  readonly email: string
  readonly password: string
  readonly shipment: Parameters<typeof createShipment>[1]
}

const OPERATIONS = ['track', 'create', 'list', 'login'] as const
export type Operation = (typeof OPERATIONS)[number]
const captured = new Map<string, Trips>()
let passwordHash = ''

/** The house over databases that note what they are asked. */
function recordedHouse(env: Env) {
  const recording = newRecording()
  const wrapped = {
    ...env,
    DIRECTORY_DB: recordedD1(env.DIRECTORY_DB, 'DIRECTORY_DB', recording),
    TENANT_DB_0: recordedD1(env.TENANT_DB_0, 'TENANT_DB_0', recording),
  }
  const execution = { waitUntil: () => undefined }
  return { house: openHouse({ env: wrapped, execution, log: createLog({}, () => undefined) }), recording }
}

async function tripsFor(env: Env, operation: Operation, subject: Subject): Promise<Trips> {
  const { house, recording } = recordedHouse(env)
  const tenant = await house.findTenant(subject.tenantId)
  if (!tenant) throw new Error('no such tenant')
  const actor = { kind: 'user', userId: subject.userId, role: 'owner', sessionId: 'ses_bench' } as const
  const ctx = house.tenant(tenant, actor, 'api')
  recording.ran.length = 0
  switch (operation) {
    case 'track':
      await trackShipment(ctx, subject.trackingId)
      break
    case 'create':
      await createShipment(ctx, subject.shipment)
      break
    case 'list':
      await listShipments(ctx, { filter: {}, page: { limit: 20, after: null } })
      break
    case 'login':
      await login(house.directory({ kind: 'public' }), subject)
      break
  }
  return tripsOf(recording.ran)
}

const app = new Hono<{ Bindings: Env }>()

app.get('/', (c) => c.text('ok'))

/** Runs each operation once through its use case and keeps the statements that it made. */
app.post('/capture', async (c) => {
  const subject = await c.req.json<Subject>()
  for (const operation of OPERATIONS) captured.set(operation, await tripsFor(c.env, operation, subject))
  passwordHash = await createPasswordService().hash(subject.password)
  return c.json(Object.fromEntries([...captured].map(([name, trips]) => [name, trips.map((trip) => trip.length)])))
})

/** The same statements and nothing else: no validation, no token, no entity, no row read into an object. */
app.get('/floor/:operation', async (c) => {
  const operation = c.req.param('operation')
  const trips = captured.get(operation)
  if (!trips) throw new Error('not captured')
  const { DIRECTORY_DB, TENANT_DB_0 } = c.env
  if (operation === 'login') await createPasswordService().verify('not the password', passwordHash)
  return c.json({ rows: await replay(trips, { DIRECTORY_DB, TENANT_DB_0 }) })
})

/** Four set-based statements in one batch. */
app.post('/landing/bare', async (c) => {
  await landBare(c.env.TENANT_DB_0, await c.req.json())
  return c.json({ landed: true })
})

/** The use case: one read, one commit. */
app.post('/landing/commit', async (c) => {
  const { tenantId, update } = await c.req.json<{ tenantId: string; update: FlightUpdate }>()
  const { house, recording } = recordedHouse(c.env)
  const tenant = await house.findTenant(tenantId)
  if (!tenant) throw new Error('no such tenant')
  recording.ran.length = 0
  const before = { ...house.meter }
  const applied = await applyFlightUpdate(
    house.tenant(tenant, { kind: 'webhook', provider: 'aerodatabox' }, 'flight_webhook'),
    update,
  )
  if (applied !== 'applied') throw new Error(`the landing was ${applied}`)
  return c.json({
    statements: recording.ran.length,
    trips: house.meter.trips - before.trips,
    rowsRead: house.meter.rowsRead - before.rowsRead,
    rowsWritten: house.meter.rowsWritten - before.rowsWritten,
  })
})

app.route('/hub', hubFloor)

app.onError((error, c) => c.text(String(error.stack ?? error), 500))

export default app

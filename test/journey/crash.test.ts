import { afterEach, describe, it } from 'vitest'
import { createApi } from '../../scripts/lib/api.ts'
import { readMailbox } from '../../scripts/lib/mailbox.ts'
import type { RunningServer } from '../../scripts/lib/server.ts'
import { EVERY_MINUTE, newPlace, type Place, register, ShipmentSchema, shipmentTo } from './company.ts'
import { until } from './until.ts'

const RECIPIENT = 'julia.rios@example.com'

let place: Place
let server: RunningServer | null = null

afterEach(async () => {
  await server?.stop()
  server = null
  place?.remove()
})

/** Registers, announces a shipment and pulls the plug the moment the 201 is here. Answers what the 201 said. */
async function announceAndDie(vars: Readonly<Record<string, string>>) {
  place = await newPlace()
  server = await place.start(vars)
  const { api, token } = await register(server.url, 'owner@bluesky.example', 'Blue Sky Couriers')
  const shipment = await api.read(ShipmentSchema, 'POST', '/shipments', { body: shipmentTo(RECIPIENT) })
  await server.kill()
  return { shipment, token }
}

async function restart(): Promise<RunningServer> {
  server = await place.start()
  return server
}

const mailsToRecipient = async (at: RunningServer) =>
  (await readMailbox(createApi(at.url))).filter(({ to }) => to === RECIPIENT)

/** Ticks the sweep until the recipient has a mail. */
const sweepUntilMailed = (at: RunningServer) =>
  until(
    'the mail is there',
    async () => {
      await at.tick(EVERY_MINUTE)
      return (await mailsToRecipient(at)).length > 0
    },
    150_000,
  )

/** Announces another shipment and waits for its mail: whatever was before it in the queue has been worked then. */
async function afterAnotherMail(at: RunningServer, token: string, address: string): Promise<void> {
  await createApi(at.url, token).read(ShipmentSchema, 'POST', '/shipments', { body: shipmentTo(address) })
  await until('the other mail is there', async () =>
    (await readMailbox(createApi(at.url))).some(({ to }) => to === address),
  )
}

describe('a process that is killed', () => {
  it('before anything was relayed loses neither the shipment nor its mail, and sends it once', async ({ expect }) => {
    const { shipment, token } = await announceAndDie({ RELAY: 'sweep' })
    let running = await restart()
    const found = await createApi(running.url, token).read(ShipmentSchema, 'GET', `/shipments/${shipment.id}`)
    expect(found).toEqual(shipment)
    await sweepUntilMailed(running)

    await running.kill()
    running = await restart()
    for (let tick = 0; tick < 3; tick++) await running.tick(EVERY_MINUTE)
    await afterAnotherMail(running, token, 'later@example.com')
    expect(await mailsToRecipient(running)).toHaveLength(1)
  })

  // The local queue lives in the killed process's memory, so what it held is gone; a deployment's queue is durable.
  it('while it relays keeps the shipment, and mails nobody twice', async ({ expect }) => {
    const { shipment, token } = await announceAndDie({})
    const running = await restart()
    const found = await createApi(running.url, token).read(ShipmentSchema, 'GET', `/shipments/${shipment.id}`)
    expect(found).toEqual(shipment)
    for (let tick = 0; tick < 3; tick++) await running.tick(EVERY_MINUTE)
    await afterAnotherMail(running, token, 'later@example.com')
    expect((await mailsToRecipient(running)).length).toBeLessThanOrEqual(1)
  })

  it('is back quickly, with nothing to migrate', async ({ expect }) => {
    place = await newPlace()
    server = await place.start()
    const { api } = await register(server.url, 'owner@bluesky.example', 'Blue Sky Couriers')
    const shipment = await api.read(ShipmentSchema, 'POST', '/shipments', { body: shipmentTo(RECIPIENT) })
    await server.kill()
    const started = performance.now()
    server = await restart()
    console.info(`second start: ${((performance.now() - started) / 1000).toFixed(1)} s`)
    expect(await api.read(ShipmentSchema, 'GET', `/shipments/${shipment.id}`)).toEqual(shipment)
  })

  it('takes its whole process group along', async ({ expect }) => {
    place = await newPlace()
    server = await place.start()
    const { url } = server
    await server.kill()
    await expect(createApi(url).send('GET', '~/health')).rejects.toThrow()
    const again = await restart()
    expect((await createApi(again.url).send('GET', '~/health')).status).toBe(200)
  })
})

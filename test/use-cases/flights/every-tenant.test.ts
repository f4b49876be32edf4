import { describe, it } from 'vitest'
import { aeroDataBoxCallback } from '../../../scripts/lib/aerodatabox-callback.ts'
import { AppError } from '../../../src/core/errors.ts'
import type { DirectoryContext } from '../../../src/use-cases/context.ts'
import { applyForTenant } from '../../../src/use-cases/flights/apply-for-tenants.ts'
import { handleFlightWebhook } from '../../../src/use-cases/flights/handle-flight-webhook.ts'
import { aHouse } from '../../harness/house.ts'
import { aFlightUpdate } from '../../harness/shipment-factory.ts'
import { aCompany, aFlightNumber, aLoadedParcel, aParcel, type Company, call, until } from '../../harness/wire.ts'

const at = (time: string) => Date.parse(`2026-11-${time}Z`)

const departed = (flightNumber: string) =>
  aFlightUpdate({
    flightNumber,
    departureDate: '2026-11-23',
    origin: 'MAD',
    destination: 'EZE',
    status: 'departed',
    providerStatus: 'Departed',
    actualDeparture: at('23T11:10'),
    updatedAt: at('23T11:12'),
  })

/** What a parcel and its flight say: each once, however often the word comes. */
async function standing(company: Company, loaded: Awaited<ReturnType<typeof aLoadedParcel>>) {
  const flight = (await company.get(`/flights/${loaded.flight.id}`)).body
  const events = (await company.get(`/shipments/${loaded.shipment.id}/events`)).body.data
  const news = (await company.get('/notifications')).body.data
  return {
    flight: flight.status,
    version: flight.version,
    departures: events.filter(({ code }: { code: string }) => code === 'DEP').length,
    told: news.filter((each: { type?: string; event?: string }) => (each.event ?? each.type) === 'flight.departed')
      .length,
  }
}

/** The directory of a house in which a tenant's commits fail. */
function failingFor(tenantId: string): DirectoryContext {
  const directory = aHouse({ RELAY: 'sweep' }).directory({ kind: 'webhook', provider: 'aerodatabox' })
  return {
    ...directory,
    tenantContext: (who, actor, source) => {
      const ctx = directory.tenantContext(who, actor, source)
      if (who.id !== tenantId) return ctx
      return { ...ctx, commit: () => Promise.reject(new AppError('unavailable', 'Its shard is away.')) }
    },
  }
}

describe('a provider’s word that several tenants wait for', () => {
  it('reaches each in a commit of its own: what fails for one neither stops nor repeats another’s', async ({
    expect,
  }) => {
    const number = aFlightNumber()
    const companies = [await aCompany(), await aCompany(), await aCompany()] as const
    const loads: Awaited<ReturnType<typeof aLoadedParcel>>[] = []
    for (const company of companies) loads.push(await aLoadedParcel(company, aParcel(), number))
    const [, second] = companies
    const directory = failingFor('none')
    // Who watches is entered by a message.
    await until(async () => (await directory.flightAlerts.watchersOf([number])).length === companies.length)
    const standings = () =>
      Promise.all(companies.map((company, index) => standing(company, loads[index] ?? never('no load'))))

    const parts = await handleFlightWebhook(failingFor(second.tenantId), [departed(number)])
    const moved = { flight: 'departed', departures: 1, told: 1 }
    const [a, b, c] = await standings()
    expect([a, c]).toMatchObject([moved, moved])
    expect(b).toMatchObject({ flight: 'scheduled', departures: 0, told: 0 })
    expect(parts).toEqual([
      { type: 'flight_update', tenant_id: second.tenantId, update: departed(number), source: 'flight_webhook' },
    ])

    for (const part of parts) await applyForTenant(directory, part.tenant_id, part.update, part.source)
    const mended = await standings()
    expect(mended[1]).toMatchObject(moved)
    expect([mended[0], mended[2]]).toEqual([a, c])

    expect(await handleFlightWebhook(directory, [departed(number)])).toEqual([])
    expect(await standings()).toEqual(mended)
  })

  it('reaches who sells the flight under a number of its own, from the callback of that number alone', async ({
    expect,
  }) => {
    const [seller, operator] = [await aCompany(), await aCompany()]
    const sold = aFlightNumber()
    const flown = `BA${sold.slice(2)}`
    const mine = await aLoadedParcel(seller, aParcel(), sold)
    const theirs = await aLoadedParcel(operator, aParcel(), flown)
    const other = await aLoadedParcel(operator)
    const body = aeroDataBoxCallback({
      flightNumber: sold,
      origin: 'MAD',
      destination: 'EZE',
      status: 'Departed',
      scheduledDeparture: at('23T11:00'),
      scheduledArrival: at('23T23:40'),
      updatedAt: at('23T11:12'),
    }) as { flights: object[] }
    const told = { ...body, flights: body.flights.map((flight) => ({ ...flight, number: flown })) }
    const { flightAlerts } = failingFor('none')
    await until(async () => (await flightAlerts.watchersOf([sold, flown])).length === 2)
    expect((await call('POST', mine.callback, { body: told })).status).toBe(200)
    for (const [company, loaded] of [
      [seller, mine],
      [operator, theirs],
    ] as const) {
      await until(async () => (await company.get(`/shipments/${loaded.shipment.id}`)).body.status === 'in_transit')
    }
    expect((await operator.get(`/shipments/${other.shipment.id}`)).body.status).toBe('bagged')
  })
})

function never(message: string): never {
  throw new Error(message)
}

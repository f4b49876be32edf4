import { env } from 'cloudflare:workers'
import { afterEach, describe, it, vi } from 'vitest'
import { aeroDataBoxCallback } from '../../scripts/lib/aerodatabox-callback.ts'
import { withoutSecret } from '../../src/core/security/redact.ts'
import { aDeployment, post } from '../harness/deployment.ts'
import { aCompany, aLoadedParcel, call, until } from '../harness/wire.ts'

const HOME = 'https://aircourier.test'
const at = (time: string) => Date.parse(`2026-11-${time}Z`)

afterEach(() => {
  vi.restoreAllMocks()
})

/** A callback with all the places where a provider may echo the address that it calls. */
function echoing(flightNumber: string, callback: string, token: string) {
  const body = aeroDataBoxCallback({
    flightNumber,
    origin: 'MAD',
    destination: 'EZE',
    status: 'Departed',
    scheduledDeparture: at('23T11:00'),
    scheduledArrival: at('23T23:40'),
    updatedAt: at('23T12:00'),
  }) as { subscription?: object; flights: object[] }
  return {
    ...body,
    subscription: {
      ...body.subscription,
      subscriber: { type: 'WebHook', id: HOME + callback },
      notices: [`delivered to ${encodeURIComponent(HOME + callback)}`, token],
    },
    flights: body.flights.map((flight) => ({ ...flight, notificationRemark: `see ${HOME}${callback}&x=1` })),
  }
}

/** Everything that the Worker writes to its log meanwhile. */
function listen(): readonly string[] {
  const lines: string[] = []
  for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    vi.spyOn(console, level).mockImplementation((...parts) => {
      lines.push(parts.map(String).join(' '))
    })
  }
  return lines
}

describe('the token in the webhook’s address', () => {
  it('is in no message, no stored body, no line of the log and no answer, wherever the provider echoes it', async ({
    expect,
  }) => {
    const company = await aCompany()
    const { flight, callback } = await aLoadedParcel(company)
    const token = decodeURIComponent(callback.split('token=')[1] ?? '')
    expect(token.length).toBeGreaterThan(20)
    const sent: string[] = []
    const stored: string[] = []
    const lines = listen()
    const worker = aDeployment(
      {},
      {
        FLIGHT_UPDATES: Object.assign(Object.create(env.FLIGHT_UPDATES), {
          send: async (message: unknown) => {
            sent.push(JSON.stringify(message))
          },
        }),
        FILES: Object.assign(Object.create(env.FILES), {
          put: async (key: string, body: string) => {
            stored.push(key, body)
            return null
          },
        }),
      },
    )
    const body = echoing(flight.flight_number, callback, token)
    const answers = [
      await worker(callback, post(body)),
      await worker(callback, post({ ...body, padding: 'x'.repeat(300_000) })),
      await worker(callback, post({ nothing: callback })),
      await worker(callback, { method: 'POST', body: `no json ${callback}` }),
      await worker(callback, { method: 'GET' }),
      await worker(`${callback}x`, post(body)),
    ]
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 400, 400, 401, 404])
    expect(sent).toHaveLength(2)
    expect(sent[0]).toContain('redacted')
    expect(stored[1]).toContain('redacted')
    expect(lines.join()).toContain('"event":"request"')
    const texts = await Promise.all(answers.map((answer) => answer.text()))
    const leaks = [...sent, ...stored, ...texts, ...lines].filter((text) => text.includes(token))
    expect(leaks).toEqual([])
  })

  it('is not needed by what reads the body: the flight moves', async ({ expect }) => {
    const company = await aCompany()
    const { flight, callback, shipment } = await aLoadedParcel(company)
    const token = callback.split('token=')[1] ?? ''
    const { status } = await call('POST', callback, { body: echoing(flight.flight_number, callback, token) })
    expect(status).toBe(200)
    await until(async () => (await company.get(`/shipments/${shipment.id}`)).body.status === 'in_transit')
  })
})

describe('a text without a secret', () => {
  it.for([
    ['{"id":"https://x.example/w?token=s3cr%2Fet"}', '{"id":"https://x.example/w?token=redacted"}'],
    ['{"id":"https://x.example/w?a=1\\u0026token=other"}', '{"id":"https://x.example/w?a=1\\u0026token=redacted"}'],
    ['said s3cr/et twice: s3cr/et', 'said redacted twice: redacted'],
    ['a?token=s3cr/et&amp;token=another&x=1', 'a?token=redacted&amp;token=redacted&x=1'],
    ['{"token":"of a kind"}', '{"token":"of a kind"}'],
  ] as const)('makes of %s %s', ([text, expected], { expect }) => {
    expect(withoutSecret(text, 's3cr/et')).toBe(expected)
  })

  it('is the text where there is no secret', ({ expect }) => {
    expect(withoutSecret('abc', '')).toBe('abc')
  })
})

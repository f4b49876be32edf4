import { exports } from 'cloudflare:workers'

const HOME = 'https://aircourier.test'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever came
  readonly body: any
}

export interface CallOptions {
  readonly body?: unknown
  /** Sent as it is, whatever it is. */
  readonly raw?: string
  readonly token?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** One request to the Worker under test. */
export async function call(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
  const { body, raw, token, headers } = options
  const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body))
  const response = await exports.default.fetch(
    new Request(HOME + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(sent !== undefined && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(sent !== undefined && { body: sent }),
    }),
  )
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('content-type') ?? '')
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : null }
}

/** A company of its own for one test, with its owner signed in. */
export interface Company {
  readonly token: string
  readonly tenantId: string
  readonly userId: string
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>
  put(path: string, body: unknown): Promise<Answer>
  get(path: string): Promise<Answer>
  delete(path: string): Promise<Answer>
}

let companies = 0

export async function aCompany(name = 'Blue Sky'): Promise<Company> {
  companies += 1
  const email = `owner-${crypto.randomUUID()}@couriers.example`
  const { status, body } = await call('POST', '/api/v1/auth/register', {
    body: { email, password: 'correct horse battery', tenant_name: `${name} ${companies}` },
  })
  if (status !== 201) throw new Error(`registering answered ${status}`)
  const token: string = body.access_token
  return {
    token,
    tenantId: body.user.tenant_id,
    userId: body.user.id,
    post: (path, sent, headers) => call('POST', `/api/v1${path}`, { body: sent, token, ...(headers && { headers }) }),
    put: (path, sent) => call('PUT', `/api/v1${path}`, { body: sent, token }),
    get: (path) => call('GET', `/api/v1${path}`, { token }),
    delete: (path) => call('DELETE', `/api/v1${path}`, { token }),
  }
}

export const aParcel = (change: Readonly<Record<string, unknown>> = {}) => ({
  origin: 'MAD',
  destination: 'EZE',
  sender: { name: 'Ana', email: 'ana@senders.example' },
  recipient: {
    name: 'Beto',
    phone: '+54 9 11 2345 6789',
    email: `beto-${crypto.randomUUID()}@people.example`,
    address: { line1: 'Calle Florida 100', city: 'Buenos Aires', country: 'AR' },
  },
  weight_grams: 1200,
  ...change,
})

/** A parcel in a sealed bag on a flight of today, and the callback that its provider would post to. */
export async function aLoadedParcel(company: Company, parcel = aParcel(), flightNumber = aFlightNumber()) {
  const shipment = (await company.post('/shipments', parcel)).body
  const bag = (await company.post('/bags', { bag_number: crypto.randomUUID(), origin: 'MAD', destination: 'EZE' })).body
  await company.post(`/bags/${bag.id}/shipments`, { shipment_ids: [shipment.id] })
  await company.post(`/bags/${bag.id}/transitions`, { to: 'sealed', seal_number: 'S-1' })
  const flight = (
    await company.post('/flights', {
      flight_number: flightNumber,
      departure_date: '2026-11-23',
      origin: 'MAD',
      destination: 'EZE',
      scheduled_departure: '2026-11-23T11:00:00Z',
      scheduled_arrival: '2026-11-23T23:40:00Z',
    })
  ).body
  await company.put(`/bags/${bag.id}/flight`, { flight_id: flight.id })
  return { shipment, bag, flight, callback: await callbackOf(flight.flight_number) }
}

let flights = 0
const FIRST_FLIGHT = crypto.getRandomValues(new Uint16Array(1))
const AIRLINES = ['IB', 'AF', 'LH', 'LA', 'TP', 'AV', 'QR', 'EK'] as const
/** A number no other test uses: subscriptions are shared by all that watch one. */
export function aFlightNumber(): string {
  flights += 1
  return `${AIRLINES[(FIRST_FLIGHT[0] ?? 0) % AIRLINES.length]}${1000 + (((FIRST_FLIGHT[0] ?? 0) + flights) % 9000)}`
}

/** Where the provider posts about this number, once the subscription is made. */
export async function callbackOf(flightNumber: string): Promise<string> {
  return until(async () => {
    const { body } = await call('GET', '/dev/flight-alerts.json')
    const alert = body.data.find((each: { flight_number: string }) => each.flight_number === flightNumber)
    return alert ? String(alert.callback_url).slice(HOME.length) : null
  })
}

/** Asks until there is an answer; fails after ten seconds. */
export async function until<T>(ask: () => Promise<T | null | undefined | false>, seconds = 10): Promise<T> {
  const deadline = Date.now() + seconds * 1000
  for (;;) {
    const answer = await ask()
    if (answer) return answer
    if (Date.now() > deadline) throw new Error('waited in vain')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** The mails that went to an address, oldest first. */
export async function mailsTo(address: string): Promise<readonly { subject: string; html: string; text: string }[]> {
  const { body } = await call('GET', `/dev/mailbox.json?to=${encodeURIComponent(address)}`)
  return body.data.reverse()
}

import { afterAll, beforeAll, describe, it } from 'vitest'
import { z } from 'zod'
import { type Answer, type Api, createApi } from '../../scripts/lib/api.ts'
import { callbackUrlOf } from '../../scripts/lib/flight-provider.ts'
import type { RunningServer } from '../../scripts/lib/server.ts'
import { IdSchema, newPlace, type Place, register, shipmentTo } from './company.ts'

const ProblemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  code: z.string(),
  request_id: z.string(),
  errors: z.array(z.object({ pointer: z.string(), message: z.string() })).optional(),
})
const OVER_A_MEBIBYTE = `{"flights":[],"padding":"${'x'.repeat(1024 * 1024)}"}`

let place: Place
let server: RunningServer
let api: Api
let hook: string

beforeAll(async () => {
  place = await newPlace()
  server = await place.start()
  ;({ api } = await register(server.url, 'owner@bluesky.example', 'Blue Sky Couriers'))
  const flight = { origin: 'MAD', destination: 'EZE', flight_number: 'IB6845', departure_date: '2031-03-14' }
  await api.read(IdSchema, 'POST', '/flights', { body: flight })
  const { pathname, search } = new URL(await callbackUrlOf(createApi(server.url), 'IB6845'))
  hook = `~${pathname}${search}`
})

afterAll(async () => {
  await server?.stop()
  place?.remove()
})

/** The problem document of a refusal. Throws when it is no such document. */
function problemOf({ status, headers, text }: Answer) {
  const type = headers.get('content-type')
  if (type !== 'application/problem+json') throw new Error(`${status} came as ${type}: ${text.slice(0, 200)}`)
  const problem = ProblemSchema.parse(JSON.parse(text))
  if (problem.status !== status) throw new Error(`the document says ${problem.status}, the answer ${status}`)
  if (problem.request_id !== headers.get('x-request-id')) throw new Error('the request ids differ')
  return problem
}

const json = { 'content-type': 'application/json' }
const refusals: readonly (readonly [string, number, string, () => Promise<Answer>])[] = [
  [
    'JSON that ends too soon',
    400,
    'malformed_request',
    () => api.send('POST', '/shipments', { raw: '{"origin":"MAD",' }),
  ],
  ['an empty body', 400, 'malformed_request', () => api.send('POST', '/shipments', { raw: '', headers: json })],
  [
    'a body of another type',
    415,
    'unsupported_media_type',
    () => api.send('POST', '/bags', { raw: 'a=1', headers: { 'content-type': 'text/plain' } }),
  ],
  ['a body over 1 MiB', 413, 'payload_too_large', () => api.send('POST', '/shipments', { raw: OVER_A_MEBIBYTE })],
  ['a cursor nobody gave', 400, 'malformed_request', () => api.send('GET', '/shipments?cursor=abc')],
  [
    'an Idempotency-Key too long',
    400,
    'malformed_request',
    () =>
      api.send('POST', '/shipments', {
        body: shipmentTo('a@example.com'),
        headers: { 'idempotency-key': 'k'.repeat(256) },
      }),
  ],
  ['no token', 401, 'unauthenticated', () => createApi(server.url).send('GET', '/shipments')],
  ['a forged token', 401, 'unauthenticated', () => createApi(server.url, 'a.b.c').send('GET', '/shipments')],
  ['an id of another kind', 404, 'not_found', () => api.send('GET', '/shipments/bag_01jd3v6q9m2ae4x8r7t5y0b1cz')],
  ['a path that does not exist', 404, 'not_found', () => api.send('GET', '~/api/v1/nothing')],
  [
    'a webhook without a token',
    404,
    'not_found',
    () => api.send('POST', '~/api/v1/flights/webhook', { body: { flights: [] } }),
  ],
  ['a webhook with a wrong token', 404, 'not_found', () => api.send('POST', `${hook}x`, { body: { flights: [] } })],
  ['a webhook of garbage', 400, 'malformed_request', () => api.send('POST', hook, { raw: '\u0000\uffff{{' })],
  ['a webhook of other JSON', 400, 'malformed_request', () => api.send('POST', hook, { body: { hello: 'world' } })],
  ['a webhook over 1 MiB', 413, 'payload_too_large', () => api.send('POST', hook, { raw: OVER_A_MEBIBYTE })],
]

describe('bad input at the real door', () => {
  for (const [what, status, code, send] of refusals) {
    it(`answers ${what} with ${status} ${code}`, async ({ expect }) => {
      const problem = problemOf(await send())
      expect([problem.status, problem.code]).toEqual([status, code])
    })
  }

  it('names every field that is wrong, missing or unknown', async ({ expect }) => {
    const body = { ...shipmentTo('no address'), weight_grams: -1, colour: 'red', origin: undefined }
    const answer = await api.send('POST', '/shipments', { body: { ...body, sender: { name: '', nickname: 'x' } } })
    const { status, code, errors } = problemOf(answer)
    expect([status, code]).toEqual([422, 'unprocessable'])
    expect(errors?.map(({ pointer }) => pointer).sort()).toEqual([
      ...['/colour', '/origin', '/recipient/email', '/sender/name', '/sender/nickname', '/weight_grams'],
    ])
  })

  it('still works after all that', async ({ expect }) => {
    const { status } = await api.send('POST', '/shipments', { body: shipmentTo('julia.rios@example.com') })
    expect(status).toBe(201)
    expect((await api.send('POST', hook, { body: { flights: [] } })).status).toBe(200)
  })
})

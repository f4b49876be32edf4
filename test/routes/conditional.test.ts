import { describe, it } from 'vitest'
import { type Answer, aCompany, aLoadedParcel, aParcel, type Company, call } from '../harness/wire.ts'

type Headers = Readonly<Record<string, string>>

const send = (company: Company, method: string, path: string, headers: Headers, body?: unknown): Promise<Answer> =>
  call(method, `/api/v1${path}`, { token: company.token, headers, ...(body !== undefined && { body }) })

const etagOf = (answer: Answer) => answer.headers.get('etag')
const said = (answer: Answer) => [answer.status, answer.body?.code ?? null]

/** One of each thing that has a version, with an act that changes it. */
async function things(company: Company) {
  const { shipment, bag, flight } = await aLoadedParcel(company)
  return [`/shipments/${shipment.id}`, `/bags/${bag.id}`, `/flights/${flight.id}`]
}

describe('a GET', () => {
  it('tells the version as the ETag, in both versions of the API', async ({ expect }) => {
    const company = await aCompany()
    for (const path of await things(company)) {
      const first = await company.get(path)
      // Beside its version a shipment on a flight shows when that lands, which is not of the shipment.
      const { version, estimated_arrival: estimate } = first.body
      const shown = estimate ? `"${version}.${Date.parse(estimate)}"` : `"${version}"`
      expect([path, etagOf(first)]).toEqual([path, shown])
      const second = await call('GET', `/api/v2${path}`, { token: company.token })
      // Version 2 shows the timeline too.
      const lines = second.body.tracking?.events.length
      const shownTwice = `"${[version, ...(lines ? [estimate ? Date.parse(estimate) : 0, lines] : [])].join('.')}"`
      expect([path, etagOf(second)]).toEqual([path, shownTwice])
    }
  })

  it('is 304 without a body while the version is one that is known', async ({ expect }) => {
    const company = await aCompany()
    for (const path of await things(company)) {
      const tag = etagOf(await company.get(path)) ?? ''
      for (const known of [tag, `W/${tag}`, `"77", ${tag}`, `"a,b" ,W/${tag},`, '*']) {
        const answer = await send(company, 'GET', path, { 'if-none-match': known })
        expect([path, known, answer.status, answer.text, etagOf(answer)]).toEqual([path, known, 304, '', tag])
        expect(answer.headers.get('cache-control')).toBe('private, no-store')
      }
      for (const other of ['"77"', 'W/"0"', '"x"']) {
        expect((await send(company, 'GET', path, { 'if-none-match': other })).status).toBe(200)
      }
    }
  })

  it('refuses what is no list of entity tags, and stays 404 for what is not there', async ({ expect }) => {
    const company = await aCompany()
    const { id } = (await company.post('/shipments', aParcel())).body
    for (const bad of ['3', '"3', 'w/"3"', '"3" "4"']) {
      const answer = await send(company, 'GET', `/shipments/${id}`, { 'if-none-match': bad })
      expect([bad, ...said(answer)]).toEqual([bad, 400, 'malformed_request'])
    }
    const absent = `/shipments/shp_01jd3v6q9m2ae4x8r7t5y0b1cz`
    expect((await send(company, 'GET', absent, { 'if-none-match': '*' })).status).toBe(404)
  })
})

describe('If-Match', () => {
  const ACTS: readonly (readonly [name: string, method: string, suffix: string, body?: unknown])[] = [
    ['a transition', 'POST', '/transitions', { to: 'received' }],
    ['an edit', 'PUT', '', { reference: 'ORDER-1' }],
    ['a cancellation', 'DELETE', ''],
  ]
  for (const [name, method, suffix, body] of ACTS) {
    it(`lets ${name} of a shipment through at that version only, and the answer tells the next`, async ({ expect }) => {
      const company = await aCompany()
      const made = await company.post('/shipments', aParcel())
      expect(etagOf(made)).toBe('"1"')
      const path = `/shipments/${made.body.id}`
      for (const wrong of ['"2"', 'W/"2"', '"2", "3"', '"one"']) {
        const refused = await send(company, method, path + suffix, { 'if-match': wrong }, body)
        expect([wrong, ...said(refused)]).toEqual([wrong, 412, 'precondition_failed'])
      }
      expect((await company.get(path)).body.version).toBe(1)
      const done = await send(company, method, path + suffix, { 'if-match': '"9", W/"1"' }, body)
      expect([done.status, etagOf(done), done.body.version]).toEqual([200, '"2"', 2])
      const again = await send(company, method, path + suffix, { 'if-match': '"1"' }, body)
      expect(said(again)).toEqual([412, 'precondition_failed'])
      expect((await send(company, method, path + suffix, { 'if-match': '*' }, body)).status).toBe(200)
    })
  }

  it('guards a bag’s edit, steps, flight, courier and cancellation', async ({ expect }) => {
    const company = await aCompany()
    const { bag, flight } = await aLoadedParcel(company)
    const path = `/bags/${bag.id}`
    const acts: readonly (readonly [string, string, unknown?])[] = [
      ['PUT', path, { bag_number: 'X' }],
      ['POST', `${path}/transitions`, { to: 'sealed' }],
      ['POST', `${path}/transitions`, { to: 'received', scanned_tracking_ids: [] }],
      ['PUT', `${path}/flight`, { flight_id: flight.id }],
      ['DELETE', `${path}/flight`],
      ['PUT', `${path}/courier`, { user_id: null }],
      ['DELETE', path],
    ]
    for (const [method, at, body] of acts) {
      const refused = await send(company, method, at, { 'if-match': '"1"' }, body)
      expect([at, ...said(refused)]).toEqual([at, 412, 'precondition_failed'])
    }
    const tag = etagOf(await company.get(path)) ?? ''
    const offloaded = await send(company, 'DELETE', `${path}/flight`, { 'if-match': tag })
    expect([offloaded.status, offloaded.body.status, etagOf(offloaded)]).toEqual([
      200,
      'sealed',
      `"${offloaded.body.version}"`,
    ])
  })

  it('is answered the stored answer when the act was carried out under the same Idempotency-Key', async ({
    expect,
  }) => {
    const company = await aCompany()
    const { id } = (await company.post('/shipments', aParcel())).body
    const headers = { 'if-match': '"1"', 'idempotency-key': 'step-1' }
    const first = await send(company, 'POST', `/shipments/${id}/transitions`, headers, { to: 'received' })
    const again = await send(company, 'POST', `/shipments/${id}/transitions`, headers, { to: 'received' })
    expect([first.status, again.status, again.text]).toEqual([200, 200, first.text])
    expect(again.headers.get('idempotency-replayed')).toBe('true')
  })

  it('does not tell another tenant of a version', async ({ expect }) => {
    const [ours, theirs] = [await aCompany(), await aCompany()]
    const { id } = (await ours.post('/shipments', aParcel())).body
    for (const tag of ['"1"', '"2"', '*']) {
      expect((await send(theirs, 'PUT', `/shipments/${id}`, { 'if-match': tag }, { reference: 'x' })).status).toBe(404)
    }
  })
})

describe('no update is lost', () => {
  it('when a hundred move a shipment from the same version: one does, the others are told', async ({ expect }) => {
    const company = await aCompany()
    const { id } = (await company.post('/shipments', aParcel())).body
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        n % 2
          ? send(company, 'POST', `/shipments/${id}/transitions`, { 'if-match': '"1"' }, { to: 'received' })
          : send(company, 'DELETE', `/shipments/${id}`, { 'if-match': '"1"' }),
      ),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 99 }, () => 412)])
    const timeline = (await company.get(`/shipments/${id}/events`)).body.data
    expect([timeline.length, (await company.get(`/shipments/${id}`)).body.version]).toEqual([2, 2])
  })

  it('when twenty edit different fields from the same version: one edit stands, whole', async ({ expect }) => {
    const company = await aCompany()
    const { id } = (await company.post('/shipments', aParcel())).body
    const edits = Array.from({ length: 20 }, (_, n) => (n % 2 ? { reference: `R-${n}` } : { description: `D-${n}` }))
    const answers = await Promise.all(
      edits.map((edit) => send(company, 'PUT', `/shipments/${id}`, { 'if-match': '"1"' }, edit)),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(19)
    const won = edits[answers.findIndex(({ status }) => status === 200)]
    const { body } = await company.get(`/shipments/${id}`)
    expect(body).toMatchObject({ version: 2, reference: null, description: '', ...won })
  })

  it('without If-Match neither: who comes second is told 409', async ({ expect }) => {
    const company = await aCompany()
    const { id } = (await company.post('/shipments', aParcel())).body
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => company.put(`/shipments/${id}`, { reference: `R-${n}` })),
    )
    const wins = answers.filter(({ status }) => status === 200)
    expect(answers.filter(({ status }) => status !== 200 && status !== 409)).toEqual([])
    expect((await company.get(`/shipments/${id}`)).body.version).toBe(1 + wins.length)
  })
})

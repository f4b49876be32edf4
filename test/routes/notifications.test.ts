import { env } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import { ids } from '../../src/core/ids.ts'
import { MOST_COUNTED } from '../../src/domain/notifications/inbox.ts'
import { type Audience, NotificationEvent } from '../../src/domain/notifications/notification-event.ts'
import { aSilentCompany } from '../harness/house.ts'
import { aPerson } from '../harness/people.ts'
import { type Answer, aCompany, aLoadedParcel, aParcel, type Company, call } from '../harness/wire.ts'

type Reading = Pick<Company, 'get' | 'post'>

const list = async (who: Reading, query = ''): Promise<Answer['body']> => (await who.get(`/notifications${query}`)).body
const idsOf = async (who: Reading, query = ''): Promise<readonly string[]> =>
  (await list(who, query)).data.map((item: { id: string }) => item.id)
const read = (who: Reading, upTo: unknown) => who.post('/notifications/read', { up_to: upTo })
const flags = async (who: Reading) => (await list(who)).data.map((item: { read: boolean }) => item.read)

/** A company with so many events in its list, the oldest first; each is for staff and for these users. */
async function withEvents(count: number, audience: Partial<Audience> = {}) {
  const { company, ctx } = await aSilentCompany()
  const made = await tell(ctx, count, audience)
  return { company, ctx, made }
}

async function tell(
  ctx: Awaited<ReturnType<typeof aSilentCompany>>['ctx'],
  count: number,
  audience: Partial<Audience> = {},
): Promise<readonly string[]> {
  const events = Array.from({ length: count }, (_, n) =>
    NotificationEvent.create({
      id: ids.make('ntf'),
      tenantId: ctx.tenant.id,
      type: 'shipment.arrived',
      subjectType: 'shipment',
      subjectId: `shp_${n}`,
      payload: { n },
      audience: { people: false, ...audience },
      createdAt: Date.now(),
    }),
  )
  await ctx.commit(ctx.notifications.record(events), null)
  return events.map(({ id }) => id)
}

describe('the list of what happened', () => {
  it('shows staff the company’s events, a courier and a customer theirs, and nobody another company’s', async ({
    expect,
  }) => {
    const { company, ctx } = await aSilentCompany()
    const [courier, customer, operator] = [
      await aPerson(company, 'courier'),
      await aPerson(company, 'customer'),
      await aPerson(company, 'operator'),
    ]
    const [both] = await tell(ctx, 1, { users: [courier.userId, customer.userId] })
    const [hers] = await tell(ctx, 1, { users: [customer.userId] })
    const [staffs] = await tell(ctx, 1)
    const [onlyHers] = await tell(ctx, 1, { staff: false, users: [customer.userId] })
    const [operators] = await tell(ctx, 1, { staff: false, users: [operator.userId] })
    const stranger = await aCompany('Stranger')

    expect(await idsOf(customer)).toEqual([onlyHers, hers, both])
    expect(await idsOf(courier)).toEqual([both])
    expect(await idsOf(company)).toEqual([staffs, hers, both])
    expect(await idsOf(operator)).toEqual([operators, staffs, hers, both])
    expect(await idsOf(stranger)).toEqual([])
    expect([(await list(customer)).unread_count, (await list(courier)).unread_count]).toEqual([3, 1])
    expect([(await list(operator)).unread_count, (await list(stranger)).unread_count]).toEqual([4, 0])
  })

  it('shows a customer each step of their own parcel, also of those that a whole flight makes, and no other’s', async ({
    expect,
  }) => {
    const company = await aCompany()
    const [ana, beto] = [await aPerson(company, 'customer'), await aPerson(company, 'customer')]
    const { shipment, callback } = await aLoadedParcel(company, aParcel({ customer_user_id: ana.userId }))
    expect(callback).toBeTruthy()
    await company.post('/shipments', aParcel({ customer_user_id: beto.userId }))
    const { data } = await list(ana)
    expect(data.map((item: { event: string }) => item.event)).toEqual([
      'shipment.bagged',
      'shipment.received',
      'shipment.created',
    ])
    expect(new Set(data.map((item: { subject_id: string }) => item.subject_id))).toEqual(new Set([shipment.id]))
    expect((await list(beto)).data).toHaveLength(1)
    // What a bag's move makes by INSERT … SELECT.
    const bag = (await company.get(`/shipments/${shipment.id}`)).body.bag_id
    const flight = (await company.get(`/bags/${bag}`)).body.flight_id
    await company.put(`/flights/${flight}`, { status: 'departed' })
    expect((await list(ana)).data.map((item: { event: string }) => item.event)[0]).toBe('shipment.in_transit')
    expect((await list(beto)).data).toHaveLength(1)
  })

  it('gives each event once, page by page', async ({ expect }) => {
    const { company, ctx } = await aSilentCompany()
    const courier = await aPerson(company, 'courier')
    const made = await tell(ctx, 7, { users: [courier.userId] })
    for (const who of [company, courier]) {
      const seen: string[] = []
      let query = '?limit=3'
      for (let pages = 0; pages < 3; pages++) {
        const page = await list(who, query)
        seen.push(...page.data.map((item: { id: string }) => item.id))
        expect([page.has_more, page.unread_count]).toEqual([pages < 2, 7])
        query = `?limit=3&cursor=${page.next_cursor}`
      }
      expect(seen).toEqual([...made].reverse())
    }
  })

  it(`counts what is unread up to ${MOST_COUNTED}`, async ({ expect }) => {
    const { company, ctx } = await aSilentCompany()
    const courier = await aPerson(company, 'courier')
    const first = await tell(ctx, MOST_COUNTED, { users: [courier.userId] })
    const more = await tell(ctx, 30, { users: [courier.userId] })
    for (const who of [company, courier]) {
      expect((await list(who)).unread_count).toBe(MOST_COUNTED)
      const { body } = await read(who, first[31])
      expect(body.unread_count).toBe(98)
      expect((await list(who)).unread_count).toBe(98)
      expect((await read(who, more.at(-1))).body.unread_count).toBe(0)
    }
  })

  it('is the same in the second version, in that version’s form', async ({ expect }) => {
    const { company, made } = await withEvents(2)
    await call('POST', '/api/v2/notifications/read', { token: company.token, body: { up_to: made[0] } })
    const { body } = await call('GET', '/api/v2/notifications?limit=1', { token: company.token })
    expect(body).toEqual({
      items: [expect.objectContaining({ id: made[1], read: false, event: 'shipment.arrived', data: { n: 1 } })],
      page: { next: expect.any(String), has_more: true },
      unread_count: 1,
    })
    expect(await flags(company)).toEqual([false, true])
  })

  it('is open to a key with notifications:read, with a mark of its own, and to no other', async ({ expect }) => {
    const company = await aCompany()
    await env.DIRECTORY_DB.prepare("UPDATE tenants SET plan = 'scale' WHERE id = ?").bind(company.tenantId).run()
    await company.post('/shipments', aParcel())
    await company.post('/shipments', aParcel())
    const [newest] = await idsOf(company)
    const keyWith = async (permission: string) =>
      (await company.post('/api-keys', { name: 'ERP', permissions: [permission] })).body.key as string
    const [may, mayNot] = [await keyWith('notifications:read'), await keyWith('shipments:read')]
    const asKey = (token: string): Reading => ({
      get: (path) => call('GET', `/api/v1${path}`, { token }),
      post: (path, body) => call('POST', `/api/v1${path}`, { token, body }),
    })
    expect((await read(asKey(may), newest)).status).toBe(200)
    expect([await flags(asKey(may)), await flags(company)]).toEqual([
      [true, true],
      [false, false],
    ])
    expect((await asKey(mayNot).get('/notifications')).status).toBe(403)
    expect((await read(asKey(mayNot), newest)).status).toBe(403)
  })
})

describe('a read mark', () => {
  it('covers everything up to it, is each reader’s own, and tells what is left', async ({ expect }) => {
    const { company, made } = await withEvents(3)
    const operator = await aPerson(company, 'operator')
    expect((await list(company)).unread_count).toBe(3)
    const { status, body } = await read(company, made[1])
    expect([status, body]).toEqual([200, { read_up_to: made[1], unread_count: 1 }])
    expect([await flags(company), await flags(operator)]).toEqual([
      [false, true, true],
      [false, false, false],
    ])
    expect([(await list(company)).unread_count, (await list(operator)).unread_count]).toEqual([1, 3])
  })

  it('only moves forward, and setting it twice is setting it once', async ({ expect }) => {
    const { company, made } = await withEvents(3)
    const stored = async () => {
      const marks = [env.TENANT_DB_0, env.TENANT_DB_1].map((shard) =>
        shard.prepare('SELECT * FROM notification_reads WHERE tenant_id = ?').bind(company.tenantId).all(),
      )
      return (await Promise.all(marks)).flatMap(({ results }) => results)
    }
    await read(company, made[2])
    const before = await stored()
    expect((await read(company, made[0])).body).toEqual({ read_up_to: made[2], unread_count: 0 })
    expect((await read(company, made[2])).body).toEqual({ read_up_to: made[2], unread_count: 0 })
    expect(before).toMatchObject([{ up_to: made[2], user_id: company.userId }])
    expect(await stored()).toEqual(before)
    expect(await flags(company)).toEqual([true, true, true])
  })

  it('stands at the newest of many that are set at once, in whatever order', async ({ expect }) => {
    const { company, made } = await withEvents(8)
    const order = [3, 7, 0, 5, 6, 1, 4, 2]
    const answers = await Promise.all(order.map((n) => read(company, made[n])))
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200))
    expect(await flags(company)).toEqual(Array(8).fill(true))
    expect((await list(company)).unread_count).toBe(0)
  })

  it('answers the same again under an Idempotency-Key', async ({ expect }) => {
    const { company, ctx, made } = await withEvents(2)
    const send = () => company.post('/notifications/read', { up_to: made[1] }, { 'idempotency-key': 'seen' })
    const first = await send()
    await tell(ctx, 1)
    const again = await send()
    expect([again.text, again.headers.get('idempotency-replayed')]).toEqual([first.text, 'true'])
  })

  it('cannot be set to what the reader does not see', async ({ expect }) => {
    const { company, ctx } = await withEvents(1)
    const [courier, customer] = [await aPerson(company, 'courier'), await aPerson(company, 'customer')]
    const [staffs] = await tell(ctx, 1)
    const [hers] = await tell(ctx, 1, { staff: false, users: [customer.userId] })
    const { made: foreign } = await withEvents(1)
    const tries = {
      'another company’s': await read(company, foreign[0]),
      'a customer’s own, by staff': await read(company, hers),
      'the staff’s, by a courier': await read(courier, staffs),
      'a customer’s, by a courier': await read(courier, hers),
      'of a time to come': await read(company, 'ntf_7zzzzzzzzzzzzzzzzzzzzzzzzz'),
      'of nothing': await read(customer, ids.make('ntf')),
    }
    for (const [what, { status, body }] of Object.entries(tries)) {
      expect([what, status, body.code]).toEqual([what, 404, 'not_found'])
    }
    expect((await read(customer, hers)).status).toBe(200)
    expect(await flags(company)).toEqual([false, false])
  })

  it.for([[{}], [{ up_to: 5 }], [{ up_to: 'shp_01jd0000000000000000000000' }], [{ up_to: 'ntf_1; DROP' }]])(
    '%j is refused at the field',
    async ([sent], { expect }) => {
      const company = await aCompany()
      const { status, body } = await company.post('/notifications/read', sent)
      expect([status, body.errors?.[0]?.pointer]).toEqual([422, '/up_to'])
    },
  )
})

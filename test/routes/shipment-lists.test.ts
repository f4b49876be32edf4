import { describe, it } from 'vitest'
import { aPerson } from '../harness/people.ts'
import { aCompany, aParcel, type Company, call } from '../harness/wire.ts'

interface Listed {
  readonly id: string
  readonly recipient: { readonly name: string }
}

const idsOf = (answer: { body: { data: readonly Listed[] } }) => answer.body.data.map(({ id }) => id)
const named = (name: string, change: Readonly<Record<string, unknown>> = {}) => {
  const { recipient, ...parcel } = aParcel()
  return { ...parcel, recipient: { ...recipient, name }, ...change }
}
const make = async (company: Company, parcel: unknown) => (await company.post('/shipments', parcel)).body

/** All pages, each of `limit`. */
async function walk(company: Company, query: string, limit: number): Promise<readonly Listed[]> {
  const seen: Listed[] = []
  let cursor = ''
  for (let pages = 0; pages < 50; pages++) {
    const { body } = await company.get(`/shipments?limit=${limit}&${query}${cursor}`)
    seen.push(...body.data)
    if (!body.has_more) return seen
    cursor = `&cursor=${encodeURIComponent(body.next_cursor)}`
  }
  throw new Error('the list has no end')
}

describe('GET /shipments', () => {
  it('narrows by each filter, by those that are offered together, and says the same in version 2', async ({
    expect,
  }) => {
    const company = await aCompany()
    const customer = await aPerson(company, 'customer')
    const courier = await aPerson(company, 'courier')
    const one = await make(company, aParcel({ customer_user_id: customer.userId }))
    const two = await make(company, aParcel({ destination: 'HAV' }))
    const three = await make(company, aParcel({ origin: 'BCN' }))
    await company.post(`/shipments/${two.id}/transitions`, { to: 'received' })
    await company.put(`/shipments/${two.id}/courier`, { user_id: courier.userId })
    const bag = (await company.post('/bags', { bag_number: 'B-1', origin: 'MAD', destination: 'EZE' })).body
    await company.post(`/bags/${bag.id}/shipments`, { shipment_ids: [one.id] })

    const found: readonly (readonly [string, readonly string[]])[] = [
      ['', [three.id, two.id, one.id]],
      ['status=received', [two.id]],
      ['payment_status=pending', [three.id, two.id, one.id]],
      [`bag_id=${bag.id}`, [one.id]],
      ['origin=bcn', [three.id]],
      ['destination=EZE', [three.id, one.id]],
      ['origin=MAD&destination=EZE', [one.id]],
      [`customer_user_id=${customer.userId}`, [one.id]],
      [`courier_user_id=${courier.userId}&status=received`, [two.id]],
      [`courier_user_id=${courier.userId}&status=bagged`, []],
      ['status=created&destination=EZE', [three.id]],
      ['status=bagged&payment_status=pending', [one.id]],
      [`status=bagged&bag_id=${bag.id}`, [one.id]],
      ['flight_id=flt_none', []],
    ]
    for (const [query, ids] of found) {
      expect([query, idsOf(await company.get(`/shipments?${query}`))]).toEqual([query, ids])
      const v2 = await call('GET', `/api/v2/shipments?${query}`, { token: company.token })
      expect(v2.body.items.map((each: Listed) => each.id)).toEqual(ids)
    }
  })

  it('names the combinations that are offered for one that is not', async ({ expect }) => {
    const company = await aCompany()
    for (const query of [
      'bag_id=bag_1&origin=MAD',
      'q=ana&status=received',
      'origin=MAD&destination=EZE&status=arrived',
    ]) {
      const { status, body } = await company.get(`/shipments?${query}`)
      expect([query, status, body.code]).toEqual([query, 422, 'unprocessable'])
      expect(body.detail).toContain('status + destination; ')
      expect(body.errors.map((each: { pointer: string }) => each.pointer).sort()).toEqual(
        query
          .split('&')
          .map((each) => `query:${each.split('=')[0]}`)
          .sort(),
      )
    }
    const bags = await company.get('/bags?flight_id=flt_1&origin=MAD')
    expect([bags.status, bags.body.detail.includes('status + origin + destination')]).toEqual([422, true])
  })

  it('refuses what is no filter, no limit and no time', async ({ expect }) => {
    const company = await aCompany()
    for (const query of [
      'stauts=received',
      'status=flying',
      'limit=0',
      'limit=101',
      'origin=Madrid',
      'created_from=yesterday',
      'created_to=2026-11-23T10:00:00',
      `q=${'x'.repeat(101)}`,
      'q=',
    ]) {
      expect([query, (await company.get(`/shipments?${query}`)).status]).toEqual([query, 422])
    }
  })

  it('is narrowed by when shipments were made, from the first, before the second', async ({ expect }) => {
    const company = await aCompany()
    const made: { id: string; created_at: string }[] = []
    for (let n = 0; n < 3; n++) {
      made.push(await make(company, aParcel()))
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    const [one, two, three] = made as [(typeof made)[0], (typeof made)[0], (typeof made)[0]]
    const list = async (query: string) => idsOf(await company.get(`/shipments?${query}`))
    expect(await list(`created_from=${two.created_at}`)).toEqual([three.id, two.id])
    expect(await list(`created_to=${two.created_at}`)).toEqual([one.id])
    expect(await list(`created_from=${two.created_at}&created_to=${three.created_at}&status=created`)).toEqual([two.id])
    expect(await list('created_from=1066-10-14T00:00:00Z')).toHaveLength(3)
    expect(await list('created_from=9999-01-01T00:00:00Z')).toEqual([])
    expect(await list(`created_from=${three.created_at}&created_to=${one.created_at}`)).toEqual([])
    const moved = one.created_at.replace('Z', '%2B00:00')
    expect(await list(`created_from=${moved}&limit=1`)).toEqual([three.id])
  })
})

describe('GET /shipments?q=', () => {
  it('finds by tracking id as it is printed, by reference, and by the beginning of the recipient’s name', async ({
    expect,
  }) => {
    const company = await aCompany()
    const jose = await make(company, named('José Ñúñez'))
    const josefa = await make(company, named('JOSEFA Ruiz', { reference: 'ORDER-1' }))
    const ali = await make(company, named('محمد علي 🛫', { reference: 'order-1' }))
    const find = async (q: string) => idsOf(await company.get(`/shipments?q=${encodeURIComponent(q)}`))
    expect(await find(jose.tracking_id)).toEqual([jose.id])
    expect(await find(jose.tracking_id.toLowerCase().replace(/(.{4})/g, '$1 '))).toEqual([jose.id])
    expect(await find('ORDER-1')).toEqual([josefa.id])
    expect(await find('order-1')).toEqual([ali.id])
    expect(await find('jose')).toEqual([jose.id, josefa.id])
    expect(await find('José  N')).toEqual([jose.id])
    expect(await find('josef')).toEqual([josefa.id])
    expect(await find('محمد')).toEqual([ali.id])
    expect(await find('ruiz')).toEqual([])
    expect(await find('%')).toEqual([])
    expect(await find('́')).toEqual([])
    await company.put(`/shipments/${jose.id}`, { recipient: { name: 'Ángel Núñez' } })
    expect([await find('angel'), await find('jose')]).toEqual([[jose.id], [josefa.id]])
  })

  it('shows each once, page by page, whatever found it', async ({ expect }) => {
    const company = await aCompany()
    const all: string[] = []
    for (const name of ['Ana', 'ANA B', 'Ana', 'Anastasia', 'ana', 'Ánabel'])
      all.push((await make(company, named(name, { reference: name === 'Ana' ? 'Ana' : `R-${all.length}` }))).id)
    await make(company, named('Beto', { reference: 'Ana' }))
    for (const limit of [1, 2, 3, 100]) {
      const seen = await walk(company, 'q=Ana', limit)
      expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length)
      expect(seen.slice(0, 3).map(({ recipient }) => recipient.name)).toEqual(['Beto', 'Ana', 'Ana'])
      expect(seen.map(({ id }) => id)).toEqual(expect.arrayContaining(all))
      expect(seen).toHaveLength(7)
    }
  })

  it('refuses a cursor of another search or list', async ({ expect }) => {
    const company = await aCompany()
    for (let n = 0; n < 3; n++) await make(company, named('Ana'))
    const bySearch = (await company.get('/shipments?q=ana&limit=1')).body.next_cursor
    const byList = (await company.get('/shipments?limit=1')).body.next_cursor
    for (const query of [
      `q=beto&cursor=${bySearch}`,
      `q=ana&cursor=${byList}`,
      `cursor=${bySearch}`,
      'q=ana&cursor=x',
    ]) {
      const { status, body } = await company.get(`/shipments?${query}`)
      expect([query, status, body.code]).toEqual([query, 400, 'malformed_request'])
    }
    expect((await company.get(`/shipments?q=ana&limit=1&cursor=${bySearch}`)).status).toBe(200)
  })

  it('finds nothing of another company', async ({ expect }) => {
    const company = await aCompany()
    const { tracking_id } = await make(company, named('Ana', { reference: 'R-1' }))
    const other = await aCompany()
    for (const q of [tracking_id, 'R-1', 'Ana']) expect(idsOf(await other.get(`/shipments?q=${q}`))).toEqual([])
  })
})

describe('GET /bags', () => {
  it('narrows by route, status, courier, and the beginning of a number', async ({ expect }) => {
    const company = await aCompany()
    const courier = await aPerson(company, 'courier')
    const open = async (number: string, origin: string, destination: string) =>
      (await company.post('/bags', { bag_number: number, origin, destination })).body.id
    const one = await open('MAD-eze-1', 'MAD', 'EZE')
    const two = await open('mad-EZE-2', 'MAD', 'EZE')
    const three = await open('BCN-HAV-1', 'BCN', 'HAV')
    await company.put(`/bags/${one}/courier`, { user_id: courier.userId })
    await company.post(`/bags/${two}/transitions`, { to: 'sealed', seal_number: 'S-1' })
    const found: readonly (readonly [string, readonly string[]])[] = [
      ['', [three, two, one]],
      ['status=open', [three, one]],
      ['origin=MAD', [two, one]],
      ['origin=MAD&destination=EZE&status=open', [one]],
      [`courier_user_id=${courier.userId}`, [one]],
      [`courier_user_id=${courier.userId}&status=sealed`, []],
      ['q=mad-eze', [one, two]],
      ['q=BCN', [three]],
      ['q=eze', []],
    ]
    for (const [query, ids] of found) {
      expect([query, idsOf(await company.get(`/bags?${query}`))]).toEqual([query, ids])
    }
    const first = (await company.get('/bags?q=mad&limit=1')).body
    const second = (await company.get(`/bags?q=mad&limit=1&cursor=${first.next_cursor}`)).body
    expect([first.data[0].id, second.data[0].id, second.has_more]).toEqual([one, two, false])
  })
})

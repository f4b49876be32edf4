import { describe, it } from 'vitest'
import { BAG_LISTS, offeredList, SHIPMENT_LISTS } from '../../../src/domain/shipments/lists.ts'
import { refusalOf } from '../refusal.ts'

describe('a list', () => {
  it('is found by its filters in any order, in the order of its index', ({ expect }) => {
    expect(offeredList(SHIPMENT_LISTS, { status: 'received', bagId: 'bag_1' })).toEqual(['bagId', 'status'])
    expect(offeredList(SHIPMENT_LISTS, { destination: 'HAV', status: 'arrived' })).toEqual(['status', 'destination'])
    expect(offeredList(SHIPMENT_LISTS, { status: undefined })).toEqual([])
    expect(offeredList(BAG_LISTS, { destination: 'HAV', origin: 'MAD', status: 'open' })).toEqual([
      'status',
      'origin',
      'destination',
    ])
  })

  it('is narrowed by the time of making, whatever else', ({ expect }) => {
    for (const list of SHIPMENT_LISTS) {
      const filter = Object.fromEntries(list.map((name) => [name, 'x']))
      expect(offeredList(SHIPMENT_LISTS, { ...filter, createdFrom: 1, createdTo: 2 })).toEqual(list)
    }
  })

  it('is refused when no index serves it, naming those that are served', ({ expect }) => {
    const refusal = refusalOf(() => offeredList(SHIPMENT_LISTS, { bagId: 'bag_1', customerUserId: 'usr_1' }))
    expect(refusal?.code).toBe('unprocessable')
    expect(refusal?.message).toContain('status + destination; ')
    expect(refusal?.message).toContain('customer_user_id + payment_status')
    expect(refusal?.errors.map((each) => each.pointer)).toEqual(['query:bag_id', 'query:customer_user_id'])
  })

  it('lets a search stand alone', ({ expect }) => {
    expect(offeredList(SHIPMENT_LISTS, { q: 'ana' })).toEqual([])
    for (const beside of [{ status: 'received' }, { createdFrom: 1 }]) {
      expect(refusalOf(() => offeredList(SHIPMENT_LISTS, { q: 'ana', ...beside }))?.code).toBe('unprocessable')
    }
  })

  it('serves each filter by itself', ({ expect }) => {
    const alone = (lists: readonly (readonly string[])[]) =>
      lists.flatMap((list) => (list.length === 1 ? list : [])).sort()
    expect(alone(SHIPMENT_LISTS)).toEqual([...new Set(SHIPMENT_LISTS.flat())].sort())
    expect(alone(BAG_LISTS)).toEqual([...new Set(BAG_LISTS.flat())].sort())
  })
})

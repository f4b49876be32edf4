import { env } from 'cloudflare:workers'
import { beforeAll, describe, it } from 'vitest'
import { ASKED, BAG_ASKED, listedId, madeAt, seedLists } from '../../../bench/lists-seed.ts'
import { createBagRepository } from '../../../src/adapters/db/repositories/bag-repository.ts'
import { createShipmentRepository } from '../../../src/adapters/db/repositories/shipment-repository.ts'
import { newMeter, openTenantDatabase } from '../../../src/core/database.ts'
import type { Page } from '../../../src/domain/page.ts'
import { BAG_LISTS, type BagFilter, SHIPMENT_LISTS, type ShipmentFilter } from '../../../src/domain/shipments/lists.ts'

const LIMIT = 20
const SIZES = [300, 30_000] as const

const tenantOf = (shipments: number) => `ten_with_${shipments}`
const trackingIds = new Map<number, string>()

async function seed(shipments: number, tenantId: string): Promise<void> {
  const load = { tenantId, tenantCode: 'B7E', shipments, bags: Math.ceil(shipments / 5) }
  trackingIds.set(shipments, await seedLists(env.TENANT_DB_0, load))
}

/** A page, and what D1 says it read for it. */
async function shipmentsPage(size: number, filter: ShipmentFilter, after: string | null = null, limit = LIMIT) {
  const meter = newMeter()
  const db = openTenantDatabase(env.TENANT_DB_0, tenantOf(size), { meter })
  const page = await createShipmentRepository(db).list(filter, { limit, after })
  return { page, ...meter }
}

async function bagsPage(size: number, filter: BagFilter, after: string | null = null) {
  const meter = newMeter()
  const db = openTenantDatabase(env.TENANT_DB_0, tenantOf(size), { meter })
  const page = await createBagRepository(db).list(filter, { limit: LIMIT, after })
  return { page, ...meter }
}

/** A full page reads one row more than it shows; one that ends before reads at most the row behind its range. */
function mostFor(page: Page<unknown>): number {
  return page.next === null ? page.items.length + 1 : LIMIT + 1
}

const asked = (list: readonly (keyof typeof ASKED)[]): ShipmentFilter =>
  Object.fromEntries(list.map((name) => [name, ASKED[name]]))
const bagAsked = (list: readonly (keyof typeof BAG_ASKED)[]): BagFilter =>
  Object.fromEntries(list.map((name) => [name, BAG_ASKED[name]]))

beforeAll(async () => {
  await seed(1_000, 'ten_before')
  for (const size of SIZES) await seed(size, tenantOf(size))
  await seed(1_000, 'ten_zafter')
}, 60_000)

for (const size of SIZES) {
  describe(`a page of ${LIMIT} among ${size} shipments of one tenant among several`, () => {
    for (const list of SHIPMENT_LISTS) {
      it(`reads one row more by ${list.join(' and ') || 'nothing'}, from the start, a cursor and a time`, async ({
        expect,
      }) => {
        const filter = asked(list)
        const first = await shipmentsPage(size, filter)
        expect(first.page.items.length).toBeGreaterThan(0)
        const middle = listedId('shp', size / 2)
        const window = { createdFrom: madeAt(size / 4), createdTo: madeAt((size * 3) / 4) }
        const pages = [
          first,
          await shipmentsPage(size, filter, middle),
          await shipmentsPage(size, { ...filter, ...window }),
          await shipmentsPage(size, { ...filter, ...window }, middle),
        ]
        for (const { page, trips, rowsRead, rowsWritten } of pages) {
          expect([trips, rowsWritten]).toEqual([1, 0])
          expect(rowsRead).toBeLessThanOrEqual(mostFor(page))
          const wrong = page.items.filter((each) => list.some((name) => each[name] !== ASKED[name]))
          expect(wrong).toEqual([])
        }
        const ids = first.page.items.map(({ id }) => id)
        expect(ids).toEqual([...ids].sort().reverse())
        const inWindow = pages.slice(2).flatMap(({ page }) => page.items.map(({ id }) => id))
        expect(
          inWindow.filter((id) => id < listedId('shp', size / 4) || id >= listedId('shp', (size * 3) / 4)),
        ).toEqual([])
      })
    }

    it('reads one row more for a tracking id', async ({ expect }) => {
      const q = trackingIds.get(size) ?? ''
      const { page, trips, rowsRead } = await shipmentsPage(size, { q: q.toLowerCase() })
      expect(page.items.map((each) => each.trackingId)).toEqual([q])
      expect([trips, rowsRead]).toEqual([1, 2])
    })

    it('reads one row more for the beginning of a name, whatever its accents, case and page', async ({ expect }) => {
      const seen: string[] = []
      let after: string | null = null
      for (let pages = 0; pages < 3; pages++) {
        const { page, trips, rowsRead } = await shipmentsPage(size, { q: 'JOSÉ' }, after)
        expect([trips, rowsRead]).toEqual([1, LIMIT + 1])
        seen.push(...page.items.map((each) => `${each.recipient.name} ${each.id}`))
        after = page.next
      }
      expect(seen).toHaveLength(3 * LIMIT)
      expect(new Set(seen).size).toBe(seen.length)
      expect(seen.filter((each) => !/^Jos[eé] /.test(each))).toEqual([])
    })

    it('reads no more for a reference and its pages', async ({ expect }) => {
      const first = await shipmentsPage(size, { q: 'ORDER-7' }, null, 2)
      expect([first.page.items.length, first.rowsRead]).toEqual([2, 3])
      const second = await shipmentsPage(size, { q: 'ORDER-7' }, first.page.next, 2)
      expect([second.page.items.length, second.rowsRead]).toEqual([2, 3])
      expect(new Set([...first.page.items, ...second.page.items].map(({ id }) => id)).size).toBe(4)
    })

    it('reads nothing or the one row behind for what nobody has', async ({ expect }) => {
      for (const filter of [{ status: 'lost' }, { bagId: 'bag_no' }, { q: 'zzz' }, { q: 'مح' }] as const) {
        const { page, rowsRead } = await shipmentsPage(size, filter)
        if (filter.q !== 'مح') expect(page.items).toEqual([])
        expect(rowsRead).toBeLessThanOrEqual(mostFor(page))
      }
    })
  })

  describe(`a page of ${LIMIT} among ${size / 5} bags of one tenant among several`, () => {
    for (const list of BAG_LISTS) {
      it(`reads one row more by ${list.join(' and ') || 'nothing'}`, async ({ expect }) => {
        const first = await bagsPage(size, bagAsked(list))
        expect(first.page.items.length).toBeGreaterThan(0)
        for (const { page, trips, rowsRead } of [
          first,
          await bagsPage(size, bagAsked(list), listedId('bag', size / 10)),
        ]) {
          expect(trips).toBe(1)
          expect(rowsRead).toBeLessThanOrEqual(mostFor(page))
          expect(page.items.filter((each) => list.some((name) => each[name] !== BAG_ASKED[name]))).toEqual([])
        }
      })
    }

    it('reads one row more for the beginning of a number, page by page', async ({ expect }) => {
      const first = await bagsPage(size, { q: 'bag-000000' })
      const second = await bagsPage(size, { q: 'bag-000000' }, first.page.next)
      const numbers = [...first.page.items, ...second.page.items].map((each) => each.bagNumber)
      expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, n) => `BAG-${String(n).padStart(8, '0')}`))
      expect([first.rowsRead, second.rowsRead]).toEqual([LIMIT + 1, LIMIT + 1])
    })
  })
}

describe('a list by equalities, as it is written by hand', () => {
  it('reads the whole tenant for a filter that few fit: why pages are written as ranges', async ({ expect }) => {
    const { meta } = await env.TENANT_DB_0.prepare(
      "SELECT * FROM shipments WHERE tenant_id = ? AND status = 'lost' ORDER BY id DESC LIMIT 21",
    )
      .bind(tenantOf(30_000))
      .all()
    expect(meta.rows_read).toBeGreaterThanOrEqual(30_000)
  })
})

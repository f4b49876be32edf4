import fc from 'fast-check'
import { describe, it } from 'vitest'
import { linesOf, type Piece, receive } from '../../../src/domain/shipments/receiving.ts'
import { SHIPMENT_STATUSES, type ShipmentStatus } from '../../../src/domain/shipments/shipment-status.ts'

const piece = (trackingId: string, status: ShipmentStatus = 'arrived'): Piece => ({
  shipmentId: `shp_${trackingId}`,
  trackingId,
  status,
})
const idsOf = (pieces: readonly Piece[]) => pieces.map((each) => each.trackingId)

describe('receiving a bag', () => {
  it('tells present, short, extra, damaged and unknown pieces apart', ({ expect }) => {
    const listed = [piece('A'), piece('B'), piece('C')]
    const ours = [piece('A'), piece('B'), piece('X', 'in_transit')]
    const found = receive(listed, ours, { trackingIds: ['A', 'B', 'X', 'Z'], damaged: ['B', 'X'] })
    expect(idsOf(found.present)).toEqual(['A', 'B'])
    expect(idsOf(found.short)).toEqual(['C'])
    expect(idsOf(found.extra)).toEqual(['X'])
    expect(idsOf(found.damaged)).toEqual(['B', 'X'])
    expect(found.unknown).toEqual(['Z'])
    expect(linesOf(found).map(({ shipmentId, code, reasonCode }) => `${shipmentId} ${code} ${reasonCode}`)).toEqual([
      'shp_A RCF null',
      'shp_B RCF null',
      'shp_X DIS found_cargo',
      'shp_B DIS damaged',
      'shp_X DIS damaged',
      'shp_C DIS missing_cargo',
    ])
  })

  it('takes what came out damaged as scanned', ({ expect }) => {
    const found = receive([piece('A')], [piece('A')], { trackingIds: [], damaged: ['A'] })
    expect([idsOf(found.present), idsOf(found.short), idsOf(found.damaged)]).toEqual([['A'], [], ['A']])
  })

  for (const status of SHIPMENT_STATUSES) {
    const awaited = status === 'arrived' || status === 'in_transit'
    it(`${awaited ? 'misses' : 'does not miss'} a piece that is ${status}`, ({ expect }) => {
      const found = receive([piece('A', status)], [], { trackingIds: [], damaged: [] })
      expect(idsOf(found.short)).toEqual(awaited ? ['A'] : [])
    })
  }

  it('leaves no piece out and counts none twice, whatever is scanned', ({ expect }) => {
    const names = fc.uniqueArray(fc.constantFrom(...'ABCDEFGH'), { maxLength: 8 })
    fc.assert(
      fc.property(names, names, names, names, (onList, others, scanned, damaged) => {
        const listed = onList.map((name) => piece(name))
        const said = new Set([...scanned, ...damaged])
        const ours = [...new Set([...onList, ...others])].filter((name) => said.has(name)).map((name) => piece(name))
        const found = receive(listed, ours, { trackingIds: scanned, damaged })
        expect(idsOf([...found.present, ...found.short]).sort()).toEqual([...onList].sort())
        expect([...idsOf([...found.present, ...found.extra]), ...found.unknown].sort()).toEqual([...said].sort())
        expect(idsOf(found.damaged).every((name) => damaged.includes(name))).toBe(true)
      }),
    )
  })
})

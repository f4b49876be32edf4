import fc from 'fast-check'
import { describe, it } from 'vitest'
import { AirWaybill } from '../../../src/domain/shipments/air-waybill.ts'

describe('an air waybill number', () => {
  it.for([
    { typed: '176-12345675', read: '176-12345675' },
    { typed: '17612345675', read: '176-12345675' },
    { typed: '176-1234567 5', read: '176-12345675' },
    { typed: ' 176 1234 5675 ', read: '176-12345675' },
    { typed: '020-81140743', read: '020-81140743' },
  ])('is read from "$typed"', ({ typed, read }, { expect }) => {
    expect(AirWaybill.parse(typed)).toBe(read)
  })

  it.for([
    { typed: '176-12345674', why: 'the check digit is wrong' },
    { typed: '176-12345679', why: 'a remainder of seven is never 9' },
    { typed: '020-81140740', why: 'the check digit is wrong' },
    { typed: '176-1234567', why: 'a digit is missing' },
    { typed: '176-123456755', why: 'a digit is too many' },
    { typed: '17A-12345675', why: 'a prefix is digits' },
    { typed: '١٧٦-١٢٣٤٥٦٧٥', why: 'digits are ASCII' },
    { typed: '', why: 'there is nothing' },
  ])('is not read from "$typed": $why', ({ typed }, { expect }) => {
    expect(AirWaybill.parse(typed)).toBeNull()
  })

  it('takes exactly one check digit for each serial', ({ expect }) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999 }), fc.integer({ min: 0, max: 9_999_999 }), (prefix, serial) => {
        const head = `${String(prefix).padStart(3, '0')}${String(serial).padStart(7, '0')}`
        const taken = [...'0123456789'].filter((check) => AirWaybill.parse(head + check) !== null)
        expect(taken).toEqual([String(serial - 7 * Math.floor(serial / 7))])
      }),
    )
  })
})

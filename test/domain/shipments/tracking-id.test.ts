import fc from 'fast-check'
import { describe, it } from 'vitest'
import { TrackingId } from '../../../src/domain/shipments/tracking-id.ts'

const ALPHABET = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ']
const CROCKFORD = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ']
const READABLE = ALPHABET.filter((character) => !'ILO'.includes(character))

/** A second, slow way: the one character with which the whole string comes out as 1, tried out one by one. */
function slowCheckCharacter(body: string): string {
  const verifies = (text: string) => {
    let p = 36
    const values = [...text].map((character) => Number.parseInt(character, 36))
    const check = values.pop() ?? 0
    for (const value of values) {
      const s = p + value
      p = (((s - 1) % 36) + 1) * 2
      p = p > 36 ? p - 37 : p
    }
    return (p + check) % 36 === 1
  }
  const fitting = ALPHABET.filter((check) => verifies(body + check))
  if (fitting.length !== 1) throw new Error(`Not one but ${fitting.length} characters fit`)
  return fitting[0] ?? ''
}

const codes = fc.string({ unit: fc.constantFrom(...READABLE), minLength: 3, maxLength: 3 })
const randoms = fc.uint8Array({ minLength: 12, maxLength: 12 })
const ids = fc.tuple(codes, randoms).map(([code, random]) => TrackingId.create(code, random))

describe('the check character (ISO 7064 mod 37,36)', () => {
  it.for([
    { body: 'A12425GABC1234002', check: 'M', of: 'a GRid' },
    { body: '00000000D07A0090', check: 'Q', of: 'an ISAN' },
    { body: '00000000D07A009000000000', check: 'X', of: 'an ISAN with its version' },
  ])('of $body, $of, is $check', ({ body, check }, { expect }) => {
    expect(TrackingId.checkCharacter(body)).toBe(check)
    expect(slowCheckCharacter(body)).toBe(check)
  })

  it('is what a second way of finding it finds', ({ expect }) => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...ALPHABET), maxLength: 24 }), (body) => {
        expect(TrackingId.checkCharacter(body)).toBe(slowCheckCharacter(body))
      }),
    )
  })

  it('misses 72 of 45,360 swaps of two neighbours in any place, all of them neighbours in the alphabet', ({
    expect,
  }) => {
    const missed: string[] = []
    for (const before of ALPHABET) {
      for (const a of ALPHABET) {
        for (const b of ALPHABET) {
          const swapped = TrackingId.checkCharacter(before + b + a)
          if (a !== b && TrackingId.checkCharacter(before + a + b) === swapped) missed.push(a + b)
        }
      }
    }
    expect(missed).toHaveLength(72)
    const distance = (pair: string) => Math.abs(ALPHABET.indexOf(pair.charAt(0)) - ALPHABET.indexOf(pair.charAt(1)))
    expect(missed.filter((pair) => ![1, 35].includes(distance(pair)))).toEqual([])
  })
})

describe('a new tracking id', () => {
  it("is the tenant's code, twelve random characters and the check character, none of which can be misread", ({
    expect,
  }) => {
    fc.assert(
      fc.property(codes, randoms, (code, random) => {
        const id = TrackingId.create(code, random)
        expect(id).toHaveLength(16)
        expect(TrackingId.tenantCode(id)).toBe(code)
        expect(id.slice(3)).not.toMatch(/[^0-9A-Z]|[ILO]/)
        expect(id.slice(15)).toBe(slowCheckCharacter(id.slice(0, 15)))
        expect(TrackingId.parse(id)).toBe(id)
      }),
    )
  })

  it('keeps its random characters, save the last where the check character would be I, L or O', ({ expect }) => {
    let replaced = 0
    for (let last = 0; last < 32; last++) {
      const random = new Uint8Array(12).fill(7)
      random[11] = last
      const plain = `B7E${'7'.repeat(11)}${CROCKFORD[last]}`
      const id = TrackingId.create('B7E', random)
      expect(id.slice(0, 14)).toBe(plain.slice(0, 14))
      if ('ILO'.includes(slowCheckCharacter(plain))) replaced++
      else expect(id).toBe(plain + slowCheckCharacter(plain))
    }
    expect(replaced).toBeGreaterThan(0)
  })

  it('uses five bits of each of twelve bytes, and no byte more', ({ expect }) => {
    const random = new Uint8Array([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 16])
    const id = TrackingId.create('B7E', random)
    expect(id).toBe(TrackingId.create('B7E', new Uint8Array([...random.map((byte) => byte + 224), 99])))
    expect(id.slice(3, 14)).toBe('0123456789A')
  })

  it.for([
    { code: 'B7', bytes: 12 },
    { code: 'B7EX', bytes: 12 },
    { code: 'b7e', bytes: 12 },
    { code: 'LIS', bytes: 12 },
    { code: 'B7E', bytes: 11 },
    { code: 'B7E4', bytes: 11 },
  ])('is not made of the code $code and $bytes bytes', ({ code, bytes }, { expect }) => {
    expect(() => TrackingId.create(code, new Uint8Array(bytes))).toThrow(RangeError)
  })

  it('has a code that tracking ids can carry', ({ expect }) => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 3, maxLength: 3 }), randoms, (bytes, random) => {
        const code = TrackingId.newTenantCode(bytes)
        expect(TrackingId.tenantCode(TrackingId.create(code, random))).toBe(code)
      }),
    )
    expect(TrackingId.newTenantCode(new Uint8Array([0, 42, 255]))).toBe('0AZ')
    expect(TrackingId.newTenantCode(new Uint8Array([31]))).toBe('Z00')
  })
})

describe('a tracking id that somebody types', () => {
  it('is forgiven its case, its blanks and dashes, O for 0, and I or L for 1', ({ expect }) => {
    const sloppy = ids.chain((id) =>
      fc
        .tuple(
          ...[...id].map((character) => {
            const looks = character === '0' ? ['0', 'O', 'o'] : character === '1' ? ['1', 'I', 'i', 'L', 'l'] : []
            return fc.tuple(
              fc.constantFrom(character, character.toLowerCase(), ...looks),
              fc.constantFrom('', '', '', '', ' ', '-', '_', '.'),
            )
          }),
        )
        .map((pieces) => ({ id, typed: pieces.flat().join('') })),
    )
    fc.assert(
      fc.property(sloppy, ({ id, typed }) => {
        expect(TrackingId.parse(typed)).toBe(id)
      }),
    )
  })

  it('is refused when any one character is another one, wherever it stands', ({ expect }) => {
    fc.assert(
      fc.property(ids, (id) => {
        for (let at = 0; at < id.length; at++) {
          for (const other of READABLE) {
            if (other === id[at]) continue
            expect(TrackingId.parse(id.slice(0, at) + other + id.slice(at + 1))).toBeNull()
          }
        }
      }),
      { numRuns: 20 },
    )
  })

  it('is refused when two neighbours are swapped that are no neighbours in the alphabet', ({ expect }) => {
    const isNear = (a: string, b: string) => [0, 1, 35].includes(Math.abs(ALPHABET.indexOf(a) - ALPHABET.indexOf(b)))
    fc.assert(
      fc.property(ids, (id) => {
        for (let at = 0; at < 15; at++) {
          const [a = '', b = ''] = id.slice(at, at + 2)
          if (isNear(a, b)) continue
          expect(TrackingId.parse(id.slice(0, at) + b + a + id.slice(at + 2))).toBeNull()
        }
      }),
    )
  })

  it('is refused when it is anything else', ({ expect }) => {
    const id = TrackingId.create('B7E', new Uint8Array(12))
    for (const text of ['', ' ', id.slice(1), `${id}0`, `${id.slice(0, 15)}*`, `${id.slice(0, 7)}é${id.slice(8)}`]) {
      expect(TrackingId.parse(text)).toBeNull()
    }
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const read = TrackingId.parse(text)
        expect(read === null || slowCheckCharacter(read.slice(0, 15)) === read.slice(15)).toBe(true)
      }),
    )
  })

  it('is not searched through when it is long', ({ expect }) => {
    const id = TrackingId.create('B7E', new Uint8Array(12))
    expect(TrackingId.parse(id + ' '.repeat(24))).toBe(id)
    expect(TrackingId.parse(id + ' '.repeat(25))).toBeNull()
  })

  it('is shown in groups of four', ({ expect }) => {
    expect(TrackingId.grouped('B7E0123456789ABC')).toBe('B7E0 1234 5678 9ABC')
    expect(TrackingId.grouped('')).toBe('')
    fc.assert(
      fc.property(ids, (id) => {
        expect(TrackingId.parse(TrackingId.grouped(id))).toBe(id)
      }),
    )
  })
})

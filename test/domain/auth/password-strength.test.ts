import fc from 'fast-check'
import { describe, it } from 'vitest'
import { COMMON_PATHS, COMMON_WORDS } from '../../../src/domain/auth/common-passwords.data.ts'
import { passwordFault } from '../../../src/domain/auth/password-strength.ts'

const OWN = ['Blue Sky Couriers, S.L.', 'blue-sky-couriers-b7e', 'ana.silva@bluesky.example', 'Ana Silva']
const listed = `${COMMON_WORDS}${COMMON_PATHS}`.split(/\s+/).filter((word) => word.length >= 3)

describe('a new password', () => {
  it.for([
    ['kp3xv9q', 'too_short'],
    ['kp3xv9qt', null],
    ['kp3xv9qtwz'.repeat(12), null],
    ['kp3xv9qtwz'.repeat(13), 'too_long'],
    ['\u3398\u339e\u33b8\u33c8', null],
    ['\u{1f6e9}'.repeat(7), 'too_short'],
  ] as const)('is counted in code points of its NFKC form: %s', ([password, fault], { expect }) => {
    expect(passwordFault(password)).toBe(fault)
  })

  it('is refused for each of more than a thousand that are tried first', ({ expect }) => {
    const first = new Set(listed.flatMap((word) => [word, `${word}1`, `${word}123`, `${word}2026`]))
    const long = [...first].filter((password) => password.length >= 8)
    expect(long.length).toBeGreaterThan(4_000)
    expect(long.filter((password) => passwordFault(password) !== 'common')).toEqual([])
  })

  it.for([
    'P@ssw0rd1',
    'Summer2024!!',
    'qwerty123',
    'QWERTYuiop',
    '12341234',
    'hunter2hunter2',
    'zaq12wsx',
    '98765432',
    'contraseña1',
    'Iloveyou!!',
    'aaaaaaaaaaaaaaaaaaaa',
    'aircourier2026',
  ])('is refused when it is %s', (password, { expect }) => {
    expect(passwordFault(password)).toBe('common')
  })

  it.for(['blueskycouriers', 'BlueSky-2026!', 'ana.silva.99', 'Silva2026', 'couriers!!'])(
    'is refused when it is made of one’s own names: %s',
    (password, { expect }) => {
      expect(passwordFault(password, OWN)).toBe('common')
    },
  )

  it.for([
    'correct horse battery',
    'a journey of parcels',
    'fly-parcels-tonight',
    'ginger tea at noon',
    'mi gato duerme en la mesa',
    'Ana kauft blaue Schuhe',
    'x7Kp2mQ9',
    'السماء صافية هذا المساء',
  ])('is taken when it is %s', (password, { expect }) => {
    expect(passwordFault(password, OWN)).toBeNull()
  })

  it('is hardly ever refused when it was drawn at random', ({ expect }) => {
    const letters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'.split('')
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...letters), minLength: 12, maxLength: 40 }), (password) => {
        fc.pre(new Set(password).size > 6)
        expect(passwordFault(password)).toBeNull()
      }),
      { seed: 7, numRuns: 500 },
    )
  })
})

import { typeidUnboxed } from 'typeid-js'

const BASE32 = '0123456789abcdefghjkmnpqrstvwxyz'

/** What an id names. The prefix stands before the underscore of a TypeID. */
export type IdPrefix =
  | 'ten'
  | 'usr'
  | 'ses'
  | 'shp'
  | 'bag'
  | 'flt'
  | 'fas'
  | 'evt'
  | 'ntf'
  | 'dlv'
  | 'aud'
  | 'ott'
  | 'obx'
  | 'req'
  | 'msg'
  | 'key'
  | 'dom'
  | 'dev'
  | 'imp'

/** Makes ids: TypeIDs, which are a prefix and a UUIDv7, so that they sort by the time they were made. */
export interface Ids {
  make(prefix: IdPrefix): string
  /** Bytes from the CSPRNG. */
  random(length: number): Uint8Array
}

export const ids: Ids = {
  make: (prefix) => typeidUnboxed(prefix),
  random: (length) => crypto.getRandomValues(new Uint8Array(length)),
}

/**
 * The first ten characters of a TypeID's suffix: the time in ms as 48 bits, base 32.
 * With it a set-based insert makes whole ids in SQL, see `sqlTypeId`.
 */
export function idTime(now: number): string {
  let rest = now
  let text = ''
  for (let i = 0; i < 10; i++) {
    text = BASE32.charAt(rest % 32) + text
    rest = Math.floor(rest / 32)
  }
  return text
}

/**
 * An SQL expression that makes a fresh TypeID for each row: one bound parameter, the result of `idTime`.
 * Hexadecimal digits are base-32 digits too; `e` carries the UUID's version 7 and `8` its variant.
 * 56 random bits a millisecond.
 */
export function sqlTypeId(prefix: IdPrefix): string {
  return `'${prefix}_' || ? || 'e' || lower(hex(randomblob(1))) || '8' || lower(hex(randomblob(6)))`
}

/** Whether the text has the form of an id of this kind. Says nothing of whether it exists. */
export function isId(prefix: IdPrefix, text: string): boolean {
  return text.startsWith(`${prefix}_`) && /^[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(text.slice(prefix.length + 1))
}

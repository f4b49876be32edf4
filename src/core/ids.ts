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
  | 'prf'
  | 'pay'

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

function timeOf(now: number): string {
  let rest = now
  let text = ''
  for (let i = 0; i < 10; i++) {
    text = BASE32.charAt(rest % 32) + text
    rest = Math.floor(rest / 32)
  }
  return text
}

/**
 * The head of the ids that a set-based insert makes in SQL, one for each row of a parent: `head || substr(parent.id, -12)`.
 * The time (48 bits), a byte of chance, and the parent's own last 60 bits, which are random. `e` carries the UUID's
 * version 7 and `8` its variant; hexadecimal digits are base-32 digits too. The same head and parent give the same id.
 * @param now ms since 1970
 */
export function idHead(prefix: IdPrefix, now: number, chance: number): string {
  return `${prefix}_${timeOf(now)}e${(chance & 255).toString(16).padStart(2, '0')}8`
}

/** What sorts before every id of this kind that was made at `now` (ms since 1970) or later, and after all earlier ones. */
export function idFloor(prefix: IdPrefix, now: number): string {
  return `${prefix}_${timeOf(Math.max(0, Math.floor(now)))}`
}

/** Whether the text has the form of an id of this kind. Says nothing of whether it exists. */
export function isId(prefix: IdPrefix, text: string): boolean {
  return text.startsWith(`${prefix}_`) && /^[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(text.slice(prefix.length + 1))
}

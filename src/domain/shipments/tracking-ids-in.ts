import { TrackingId } from './tracking-id.ts'

/** Characters of a text that are looked at: an id stands near the front, or nobody is asking. */
const READ = 4_000
const LENGTH = 16
/** What stands between the groups of an id. */
const BETWEEN = /^[\s\-_.\u2010-\u2015]{1,3}$/

/** Arabic digits, and Persian ones, as the digits they are. */
const westernDigits = (text: string): string =>
  text.replace(/[\u0660-\u0669\u06F0-\u06F9]/g, (digit) => String((digit.codePointAt(0) ?? 0) & 15))

/** Marks that only steer the direction of writing, and take no place. */
const DIRECTION = /[\u200B-\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/g

interface Word {
  readonly text: string
  readonly start: number
  readonly end: number
}

/** The words from `first` on that together make sixteen characters, or null where they make none. */
function sixteenFrom(words: readonly Word[], first: number, text: string): readonly Word[] | null {
  const taken: Word[] = []
  let length = 0
  for (const word of words.slice(first, first + LENGTH)) {
    const last = taken.at(-1)
    if (last && !BETWEEN.test(text.slice(last.end, word.start))) return null
    taken.push(word)
    length += word.text.length
    if (length >= LENGTH) break
  }
  return length === LENGTH ? taken : null
}

/** Sixteen letters out of a sentence are no id, though one in 36 would pass the check: an id has a digit, or its groups. */
function looksLikeOne(words: readonly Word[]): boolean {
  if (words.some(({ text }) => /\d/.test(text))) return true
  return words.length === 1 || (words.length === 4 && words.every(({ text }) => text.length === 4))
}

/**
 * The tracking ids in what somebody wrote, in order and each once, at most `most`: in any case, in groups or not, inside a sentence or a
 * link, with O for 0 and I or L for 1. Only what passes its check character.
 */
export function trackingIdsIn(text: string, most = 3): readonly string[] {
  const read = westernDigits(text.slice(0, READ).normalize('NFKC').replace(DIRECTION, ''))
  const words = [...read.matchAll(/[0-9A-Za-z]+/g)].map(
    ({ 0: word, index }): Word => ({ text: word, start: index, end: index + word.length }),
  )
  const found = new Set<string>()
  for (let first = 0; first < words.length && found.size < most; first++) {
    const taken = sixteenFrom(words, first, read)
    if (!taken || !looksLikeOne(taken)) continue
    const id = TrackingId.parse(taken.map((word) => word.text).join(''))
    if (id !== null) found.add(id)
  }
  return [...found]
}

import anyAscii from 'any-ascii'
import bidiFactory from 'bidi-js'

const bidi = bidiFactory()

/** Characters that are never seen: marks of direction, joiners, variants. */
const UNSEEN = /\p{Cc}|\p{Cf}|\p{Variation_Selector}/gu
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u

/** What is said of letters that the font lacks: their Latin ones, or else their numbers. */
function inLatin(letters: string): string {
  const latin = anyAscii(letters)
    .replace(/:(\w+):/g, ' $1 ')
    .replaceAll('_', ' ')
    // Syllables of Chinese come as one word, each with a capital.
    .replace(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const numbers = [...letters].map((letter) => `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase()}`)
  return `‹${latin || numbers.join(' ')}›`
}

/** A text whose every letter the font has: `张伟` becomes `‹Zhang Wei›`, so that nothing vanishes and everyone sees what was done. */
export function withFontLetters(text: string, has: (codePoint: number) => boolean): string {
  let out = ''
  let lacking = ''
  for (const letter of text.normalize('NFC')) {
    const isLacking = letter !== ' ' && letter.replace(UNSEEN, '') !== '' && !has(letter.codePointAt(0) ?? 0)
    if (isLacking) {
      lacking += letter
      continue
    }
    if (lacking !== '') out += inLatin(lacking)
    lacking = ''
    out += letter
  }
  return lacking === '' ? out : out + inLatin(lacking)
}

/**
 * A line's runs from left to right, each of one direction. Letters inside a run stand in the order in which they are read: who
 * draws it turns right-to-left scripts by itself. Source: Unicode Standard Annex 9, rules L2 and L4.
 */
export function visualRuns(text: string): readonly string[] {
  if (!RIGHT_TO_LEFT.test(text)) return [text.replace(UNSEEN, '')]
  const found = bidi.getEmbeddingLevels(text)
  const mirrored = bidi.getMirroredCharactersMap(text, found.levels)
  const order = bidi.getReorderedIndices(text, found)
  const runs: { readonly level: number; letters: string; next: number }[] = []
  for (const index of order) {
    const level = found.levels[index] ?? 0
    const letter = mirrored.get(index) ?? text.charAt(index)
    const run = runs.at(-1)
    const isOdd = level % 2 === 1
    if (run && run.level === level && run.next === index) {
      run.letters = isOdd ? letter + run.letters : run.letters + letter
      run.next = index + (isOdd ? -1 : 1)
    } else runs.push({ level, letters: letter, next: index + (isOdd ? -1 : 1) })
  }
  return runs
    .map(({ level, letters }) => asDrawn(letters.replace(UNSEEN, ''), level % 2 === 1))
    .filter((run) => run !== '')
}

/** A right-to-left run without a letter of such a script would be drawn as it is read: it is turned here. */
function asDrawn(letters: string, isRightToLeft: boolean): string {
  return isRightToLeft && !RIGHT_TO_LEFT.test(letters) ? [...letters].reverse().join('') : letters
}

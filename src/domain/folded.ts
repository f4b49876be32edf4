/** Longer texts are told apart by their beginnings; an index holds no more of them. */
const LONGEST = 100

/**
 * A text as lists look it up by its beginning: NFKD without its marks, in lower case, blanks joined. `José ÑUÑO` and `jose nuno`
 * are the same. At most 100 characters.
 */
export function folded(text: string): string {
  const plain = text.normalize('NFKD').toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '')
  const joined = plain.replace(/[\s\p{Cc}]+/gu, ' ').trim()
  return [...joined].slice(0, LONGEST).join('')
}

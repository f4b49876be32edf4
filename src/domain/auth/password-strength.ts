import { COMMON_PATHS, COMMON_WORDS } from './common-passwords.data.ts'

export const PASSWORD_MIN = 8
export const PASSWORD_MAX = 128

/** Why a new password is refused; null where it is not. */
export type PasswordFault = 'too_short' | 'too_long' | 'common' | null

/** A password of no more pieces than this is among the first that are tried. */
const MOST_PIECES = 3
const ROWS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'azertyuiop',
  'qsdfghjklm',
]
const PATHS = [...ROWS, ...ROWS.map((row) => [...row].reverse().join(''))]
const LEET: Readonly<Record<string, string>> = {
  '@': 'a',
  '4': 'a',
  '3': 'e',
  '0': 'o',
  '5': 's',
  $: 's',
  '7': 't',
  '+': 't',
}

let dictionary: { readonly words: ReadonlySet<string>; readonly longest: number } | null = null

/** Made at the first use: most isolates never see a new password. */
function common() {
  if (dictionary) return dictionary
  const words = new Set(`${COMMON_WORDS}${COMMON_PATHS}`.split(/\s+/).filter((word) => word.length >= 3))
  dictionary = { words, longest: Math.max(...[...words].map((word) => word.length)) }
  return dictionary
}

/** Lower case and without accents, in the form in which it is hashed. */
function simplified(text: string): string {
  return text.normalize('NFKC').toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '')
}

/** The words of names and addresses, each alone and those of one name run together. */
function ownWords(texts: readonly string[]): ReadonlySet<string> {
  const words = texts.flatMap((text) => {
    const parts = simplified(text).split(/[^\p{L}\p{N}]+/u)
    return [...parts, parts.join('')]
  })
  return new Set(words.filter((word) => word.length >= 3))
}

function isRun(piece: string): boolean {
  if (/^(.)\1+$/su.test(piece)) return true
  return piece.length >= 3 && PATHS.some((path) => path.includes(piece))
}

/** In how few pieces the text can be cut: own words cost nothing, a common word, a year, a run or a single character one each. */
function fewestPieces(text: string, own: ReadonlySet<string>): number {
  const { words, longest } = common()
  const spellings = ['i', 'l'].map((one) => text.replace(/[@43057$+1!]/g, (sign) => LEET[sign] ?? one))
  const furthest = Math.max(longest, ...[...own].map((word) => word.length))
  const cost = (from: number, to: number): number | null => {
    const forms = [text, ...spellings].map((spelling) => spelling.slice(from, to))
    const [plain = ''] = forms
    if (forms.some((form) => own.has(form))) return 0
    const known = forms.some((form) => words.has(form)) || /^(19|20)\d\d$/.test(plain) || isRun(plain)
    return known || to - from === 1 ? 1 : null
  }
  const best = [0]
  for (let to = 1; to <= text.length; to++) {
    let least = Number.POSITIVE_INFINITY
    for (let from = Math.max(0, to - furthest); from < to; from++) {
      const piece = (best[from] ?? 0) >= least ? null : cost(from, to)
      if (piece !== null) least = Math.min(least, (best[from] ?? 0) + piece)
    }
    best.push(least)
  }
  return best.at(-1) ?? 0
}

/**
 * Whether a new password may be taken: 8 to 128 code points of its NFKC form, which is what is hashed, no rule about kinds of
 * characters, and none of those that are tried first (NIST SP 800-63B section 3.1.1.2).
 *
 * The list is a small one of our own rather than a library: zxcvbn and its kin bring 400 KB of dictionaries into a Worker that
 * has 10 MB and starts cold. What it lacks in words it makes up for by cutting: three pieces or fewer, of common words (also
 * with `4` for `a` and the like), names of the company and the person, years, runs over the keyboard and single characters, are
 * refused, however often the whole is repeated. That takes in `Summer2024!!`, `p@ssw0rd1`, `qwerty123` and `hunter2hunter2`.
 * @param own texts whose words belong to whoever chooses: names of the company and the person, the email
 */
export function passwordFault(password: string, own: readonly string[] = []): PasswordFault {
  const length = [...password.normalize('NFKC')].length
  if (length < PASSWORD_MIN) return 'too_short'
  if (length > PASSWORD_MAX) return 'too_long'
  const text = simplified(password)
  const unit = /^(.+?)\1+$/su.exec(text)?.[1] ?? text
  if (unit.length <= 4) return 'common'
  return fewestPieces(unit, ownWords(['Aircourier', ...own])) <= MOST_PIECES ? 'common' : null
}

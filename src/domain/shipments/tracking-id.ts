const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** What a tracking id is made of: nothing in it can be misread, so whatever is misread has one meaning. */
const WRITTEN = /^[0-9A-HJKMNP-Z]{16}$/
const TENANT_CODE = /^[0-9A-HJKMNP-Z]{3}$/
const MISREAD = /[ILO]/

/**
 * ISO 7064 mod 37,36: the check character of a string over 0-9A-Z.
 * Source: ISO/IEC 7064, hybrid system.
 */
function checkCharacter(body: string): string {
  let product = 36
  for (const character of body) {
    let sum = (product + ALPHABET.indexOf(character)) % 36
    if (sum === 0) sum = 36
    product = (sum * 2) % 37
  }
  return ALPHABET.charAt((37 - product) % 36)
}

/** People read O as 0 and I or L as 1. No tracking id has an O, I or L, its check character included. */
function forgive(text: string): string {
  const raw = text.toUpperCase().replace(/[\s\-_.]/g, '')
  return raw.replace(/O/g, '0').replace(/[IL]/g, '1')
}

/**
 * The body with its check character. Where that would be an O, I or L the last random character gives way to the next
 * one: forgiving them at the end would let one wrong character in a body pass. Different last characters have different
 * check characters, so at most three steps are needed.
 */
function withReadableCheck(body: string): string {
  const check = checkCharacter(body)
  if (!MISREAD.test(check)) return body + check
  const next = CROCKFORD.charAt((CROCKFORD.indexOf(body.slice(-1)) + 1) % 32)
  return withReadableCheck(body.slice(0, -1) + next)
}

/** Three characters of the tenant, twelve random ones (60 bits), one check character. */
export const TrackingId = {
  checkCharacter,

  /**
   * @param tenantCode three characters of 0-9 and A-Z without I, L and O
   * @param random twelve bytes from a CSPRNG; five bits of each are used
   * Throws RangeError when either is something else.
   */
  create(tenantCode: string, random: Uint8Array): string {
    if (!TENANT_CODE.test(tenantCode) || random.length < 12) {
      throw new RangeError('A tracking id takes a code of 3 characters without I, L and O, and 12 random bytes.')
    }
    let body = tenantCode
    for (const byte of random.subarray(0, 12)) body += CROCKFORD.charAt(byte & 31)
    return withReadableCheck(body)
  },

  /**
   * The 16 characters of what a person typed, whatever its case, blanks and dashes; null when the check character
   * is wrong, so that no read is spent on it.
   */
  parse(text: string): string | null {
    if (text.length > 40) return null
    const raw = forgive(text)
    if (!WRITTEN.test(raw)) return null
    return checkCharacter(raw.slice(0, -1)) === raw.slice(-1) ? raw : null
  },

  tenantCode(trackingId: string): string {
    return trackingId.slice(0, 3)
  },

  /** `MAD0 1234 5678 9ABC`, as it is printed and read out. */
  grouped(trackingId: string): string {
    return trackingId.match(/.{1,4}/g)?.join(' ') ?? trackingId
  },

  /** A tenant's three characters from three random bytes: letters and digits that nobody misreads. */
  newTenantCode(random: Uint8Array): string {
    return [0, 1, 2].map((i) => CROCKFORD.charAt((random[i] ?? 0) & 31)).join('')
  },
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const BODY = /^[0-9A-Z]{15}$/

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

/** People read O as 0 and I or L as 1; the check character is over the whole alphabet and is left as it came. */
function forgive(text: string): string {
  const raw = text.toUpperCase().replace(/[\s\-_.]/g, '')
  const body = raw.slice(0, -1).replace(/O/g, '0').replace(/[IL]/g, '1')
  return body + raw.slice(-1)
}

/** Three characters of the tenant, twelve random ones (60 bits), one check character. */
export const TrackingId = {
  checkCharacter,

  /** @param random twelve bytes from a CSPRNG; five bits of each are used. */
  create(tenantCode: string, random: Uint8Array): string {
    let body = tenantCode
    for (const byte of random.subarray(0, 12)) body += CROCKFORD.charAt(byte & 31)
    if (body.length !== 15) throw new RangeError('A tracking id takes a code of 3 characters and 12 random bytes.')
    return body + checkCharacter(body)
  },

  /**
   * The 16 characters of what a person typed, whatever its case, blanks and dashes; null when the check character
   * is wrong, so that no read is spent on it.
   */
  parse(text: string): string | null {
    if (text.length > 40) return null
    const raw = forgive(text)
    const body = raw.slice(0, -1)
    if (!BODY.test(body)) return null
    const expected = checkCharacter(body)
    const given = raw.slice(-1)
    if (given === expected) return raw
    const read = given === 'O' ? '0' : given === 'I' || given === 'L' ? '1' : given
    const meant = expected === 'O' ? '0' : expected === 'I' || expected === 'L' ? '1' : expected
    return read === meant ? body + expected : null
  },

  tenantCode(trackingId: string): string {
    return trackingId.slice(0, 3)
  },

  /** `MAD0 1234 5678 9ABC`, as it is printed and read out. */
  grouped(trackingId: string): string {
    return trackingId.match(/.{1,4}/g)?.join(' ') ?? trackingId
  },

  /** A tenant's three characters from two random bytes: letters and digits that nobody misreads. */
  newTenantCode(random: Uint8Array): string {
    return [0, 1, 2].map((i) => CROCKFORD.charAt((random[i] ?? 0) & 31)).join('')
  },
}

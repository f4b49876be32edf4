import { Buffer } from 'node:buffer'
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

/** scrypt's parameters (RFC 7914 section 2). */
export interface Cost {
  /** Base-2 logarithm of scrypt's N. */
  readonly ln: number
  readonly r: number
  readonly p: number
}

interface Stored extends Cost {
  readonly salt: Uint8Array
  readonly key: Uint8Array
}

export interface Passwords {
  hash(password: string): Promise<string>
  verify(password: string, hash: string | null): Promise<{ ok: boolean; needsRehash: boolean }>
}

const STANDARD: Cost = { ln: 14, r: 8, p: 5 }
/** For tests and benchmarks of other things: as good as no hash. */
const LIGHT: Cost = { ln: 4, r: 1, p: 1 }
const SALT_BYTES = 16
const KEY_BYTES = 32
/** The Workers runtime refuses more: N * r * p. */
const MAX_COST = 2 ** 20
/** Half of what an isolate has. */
const MAX_MEMORY_BYTES = 64 * 1024 * 1024
const PHC = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{43})$/
/** What is worked on when there is nothing to compare with. No password has this key: it is never compared. */
const nobodyAt = (cost: Cost): Stored => ({
  ...cost,
  salt: new Uint8Array(SALT_BYTES),
  key: new Uint8Array(KEY_BYTES),
})

/**
 * Password hashes with scrypt (RFC 7914), N=2^14 r=8 p=5, of the NFKC form of the password, written as a PHC string
 * `$scrypt$ln=14,r=8,p=5$<salt>$<key>` (base64 without padding). One hash takes 16 MiB and over a tenth of a second of
 * CPU, during which the isolate does nothing else: limit the rate before calling.
 *
 * `verify` does the same work for a hash that is null or not readable and answers no. `needsRehash` is true only beside
 * `ok`, when the stored cost is not today's.
 * @param options.derive what does the work; a test counts it here
 * @param options.cost `light` is for development and tests only: the configuration refuses it elsewhere
 */
export function createPasswordService({
  derive = scryptKey,
  cost = 'standard',
}: {
  readonly derive?: typeof scryptKey
  readonly cost?: 'standard' | 'light'
} = {}): Passwords {
  const current = cost === 'light' ? LIGHT : STANDARD
  const nobody = nobodyAt(current)
  return {
    async hash(password) {
      const salt = randomBytes(SALT_BYTES)
      const { ln, r, p } = current
      return `$scrypt$ln=${ln},r=${r},p=${p}$${base64(salt)}$${base64(await derive(password, salt, current))}`
    },

    async verify(password, hash) {
      const stored = (hash === null ? null : parse(hash)) ?? nobody
      const key = await derive(password, stored.salt, stored)
      const ok = stored !== nobody && timingSafeEqual(key, stored.key)
      return { ok, needsRehash: ok && !sameCost(stored, current) }
    },
  }
}

/**
 * The 32-byte scrypt key of a password in NFKC form.
 * @throws Error when the cost is beyond what the Workers runtime computes: locally too, so that no test passes with it
 */
export async function scryptKey(password: string, salt: Uint8Array, cost: Cost): Promise<Uint8Array> {
  if (!affordable(cost))
    throw new Error('This scrypt cost is more than the Workers runtime computes: lower ln, r or p.')
  const options = { N: 2 ** cost.ln, r: cost.r, p: cost.p, maxmem: memoryBytes(cost) }
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    )
  })
}

function parse(hash: string): Stored | null {
  const match = PHC.exec(hash)
  if (match === null) return null
  const [, ln, r, p, salt = '', key = ''] = match
  const cost = { ln: Number(ln), r: Number(r), p: Number(p) }
  if (!affordable(cost)) return null
  return { ...cost, salt: Buffer.from(salt, 'base64'), key: Buffer.from(key, 'base64') }
}

function affordable(cost: Cost): boolean {
  if (cost.ln < 1 || cost.r < 1 || cost.p < 1) return false
  return 2 ** cost.ln * cost.r * cost.p <= MAX_COST && memoryBytes(cost) <= MAX_MEMORY_BYTES
}

/** The vectors V, B and X, T of RFC 7914. */
function memoryBytes({ ln, r, p }: Cost): number {
  return 128 * r * (2 ** ln + p + 2)
}

function sameCost(a: Cost, b: Cost): boolean {
  return a.ln === b.ln && a.r === b.r && a.p === b.p
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '')
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Certificate, createCA, createCert } from 'mkcert'

const DAYS = 2
const KEPT = 'AIRCOURIER_TEST_AUTHORITY'

/**
 * An authority of these tests' own, made once for each run: whoever configures the Worker to trust it and whoever starts the
 * servers that it vouches for are loaded apart, in one process.
 */
export async function privateAuthority(): Promise<Certificate> {
  const kept = process.env[KEPT]
  if (kept !== undefined) return JSON.parse(kept)
  const made = await strangeAuthority()
  process.env[KEPT] = JSON.stringify(made)
  return made
}

/** Lets Workers of this process trust it. Miniflare reads the variable while it is loaded, so this comes before. */
export async function trustPrivateAuthority(): Promise<void> {
  const { cert } = await privateAuthority()
  const folder = mkdtempSync(join(tmpdir(), 'aircourier-ca-'))
  process.env.NODE_EXTRA_CA_CERTS = join(folder, 'authority.pem')
  writeFileSync(process.env.NODE_EXTRA_CA_CERTS, cert)
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
}

/** One that nobody trusts. */
export function strangeAuthority(): Promise<Certificate> {
  return createCA({
    organization: 'Aircourier tests',
    countryCode: 'ES',
    state: 'Madrid',
    locality: 'Madrid',
    validity: DAYS,
  })
}

/** What a server of that name shows. */
export function certificateOf(domain: string, authority: Certificate): Promise<Certificate> {
  return createCert({ domains: [domain], validity: DAYS, ca: authority })
}

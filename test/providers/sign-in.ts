import { env } from 'cloudflare:workers'
import { type Deployment, post } from '../harness/deployment.ts'
import { Browser, locationOf } from './browser.ts'
import { RETURN_TO } from './world.ts'

export interface Tampering {
  /** Of the URL that leads to the provider. */
  readonly authorization?: (url: URL) => void
  /** Of the URL that leads back. */
  readonly callback?: (url: URL) => void
  readonly query?: Readonly<Record<string, string>>
}

/** A browser that has been at the provider, and the way back that it has not gone yet. */
export async function backFrom(
  deployment: Deployment,
  provider: string,
  account: string,
  { authorization, callback, query = {} }: Tampering = {},
): Promise<{ browser: Browser; callback: string }> {
  const browser = new Browser(deployment)
  const asked = new URLSearchParams({ return_to: RETURN_TO, ...query })
  const started = await browser.open(`/api/v1/auth/oauth/${provider}?${asked}`)
  if (started.status !== 302) throw new Error(`starting answered ${started.status} ${await started.text()}`)
  const url = locationOf(started)
  url.searchParams.set(provider === 'github' ? 'login' : 'login_hint', account)
  authorization?.(url)
  const back = new URL(await browser.untilCallback(url.href))
  callback?.(back)
  return { browser, callback: back.href }
}

/** The whole way; answers where the browser ends up. */
export async function signInBy(
  deployment: Deployment,
  provider: string,
  account: string,
  tampering: Tampering = {},
): Promise<{ status: number; to: URL; code: string; error: string | null }> {
  const { browser, callback } = await backFrom(deployment, provider, account, tampering)
  const response = await browser.open(callback)
  const to = locationOf(response)
  return {
    status: response.status,
    to,
    code: to.searchParams.get('code') ?? '',
    error: to.searchParams.get('error'),
  }
}

export interface Exchanged {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever came
  readonly body: any
}

export async function exchange(deployment: Deployment, code: string, verifier?: string): Promise<Exchanged> {
  const sent = { code, ...(verifier !== undefined && { code_verifier: verifier }) }
  const response = await deployment('/api/v1/auth/oauth/token', post(sent))
  return { status: response.status, body: await response.json() }
}

/** A company whose owner has this address, verified unless said otherwise. */
export async function aCompanyOf(deployment: Deployment, email: string, verified = true): Promise<Exchanged['body']> {
  const person = { email, password: 'correct horse battery', tenant_name: `Company of ${email}` }
  const response = await deployment('/api/v1/auth/register', post(person))
  const body: Exchanged['body'] = await response.json()
  if (response.status !== 201) throw new Error(`registering answered ${response.status} ${JSON.stringify(body)}`)
  if (verified) {
    await env.DIRECTORY_DB.prepare('UPDATE users SET email_verified_at = 1 WHERE id = ?').bind(body.user.id).run()
  }
  return body
}

export async function rowsOf(table: 'oauth_starts' | 'oauth_codes' | 'oauth_accounts'): Promise<number> {
  const row = await env.DIRECTORY_DB.prepare(`SELECT count(*) AS n FROM ${table}`).first<{ n: number }>()
  return row?.n ?? 0
}

import { createRoute, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { createMiddleware } from 'hono/factory'
import { sha256Hex } from '../../core/security/signatures.ts'
import { OAUTH_REFUSALS } from '../../domain/auth/oauth.ts'
import { exchangeOAuthCode } from '../../use-cases/auth/exchange-oauth-code.ts'
import { finishOAuth, type OAuthOutcome } from '../../use-cases/auth/finish-oauth.ts'
import { OAUTH_START_SECONDS, startOAuth } from '../../use-cases/auth/start-oauth.ts'
import { line } from '../fields.ts'
import { body, createRoutes, json, pick, scopeOf } from '../http.ts'
import type { AppEnv } from '../scope.ts'
import { presentSignedIn } from './presenters.ts'
import { SignedInSchema } from './schemas.ts'

const PUBLIC = { kind: 'public' } as const
const tags = ['Auth']

const ProviderParams = z.object({
  provider: z
    .string()
    .max(40)
    .openapi({ param: { name: 'provider', in: 'path' }, example: 'google' }),
})
const base64url = (what: string) => z.string().regex(/^[\w-]{43}$/, `${what}: 43 characters of base64url.`)

const StartQuery = z.strictObject({
  return_to: z
    .string()
    .max(2_000)
    .optional()
    .openapi({ description: 'One of OAUTH_RETURN_URLS; its first by default' }),
  tenant_name: line(120).optional().openapi({ description: 'Makes this company when nobody has the address yet' }),
  code_challenge: base64url('The S256 challenge').optional().openapi({
    description: 'SHA-256 of a secret of the client (RFC 7636); POST /auth/oauth/token then asks for the secret',
  }),
})

const OAuthCodeSchema = z
  .strictObject({
    code: z.string().min(1, 'The code is needed.').max(100),
    code_verifier: z
      .string()
      .regex(/^[\w.~-]{43,128}$/, 'What the challenge was made of.')
      .optional(),
  })
  .openapi('OAuthCode')

/** One cookie a sign-in, so that two tabs do not disturb each other. */
const cookieName = (state: string) => `oauth-${sha256Hex(state).slice(0, 16)}`
/** Lax: the provider sends the browser back by a navigation from its own site. */
const COOKIE = { prefix: 'host', path: '/', httpOnly: true, secure: true, sameSite: 'Lax' } as const

/** What passes here is for one browser, once: it is kept by no cache and told to no other site. */
const discreet = createMiddleware<AppEnv>(async (c, next) => {
  await next()
  c.header('cache-control', 'no-store')
  c.header('referrer-policy', 'no-referrer')
})

function returnUrl(outcome: OAuthOutcome): string {
  const url = new URL(outcome.returnTo)
  if ('code' in outcome) {
    url.searchParams.set('code', outcome.code)
  } else {
    url.searchParams.set('error', outcome.refusal)
    url.searchParams.set('error_description', OAUTH_REFUSALS[outcome.refusal])
  }
  return url.href
}

function browserSecretOf(c: Context<AppEnv>, state: string | undefined): string | undefined {
  return state === undefined ? undefined : getCookie(c, cookieName(state), 'host')
}

/** `/auth/oauth`: signing in with an account at another provider. */
export const oauthRoutes = createRoutes()

oauthRoutes.use('*', discreet)

oauthRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/{provider}',
    tags,
    summary: 'Begin to sign in with an account elsewhere',
    description: 'For a browser to open. It comes back to return_to with ?code=…, or with ?error=… and a description.',
    request: { params: ProviderParams, query: StartQuery },
    responses: { 302: { description: 'To the provider' }, ...pick(404, 422, 429, 503) },
  }),
  async (c) => {
    const query = c.req.valid('query')
    const { location, state, browserSecret } = await startOAuth(scopeOf(c).directory(PUBLIC), {
      provider: c.req.valid('param').provider,
      returnTo: query.return_to,
      tenantName: query.tenant_name,
      clientChallenge: query.code_challenge,
    })
    setCookie(c, cookieName(state), browserSecret, { ...COOKIE, maxAge: OAUTH_START_SECONDS })
    return c.redirect(location, 302)
  },
)

oauthRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/{provider}/callback',
    tags,
    summary: 'Where the provider sends the browser back to',
    request: { params: ProviderParams },
    responses: { 303: { description: 'To return_to, with a one-time code or an error' }, ...pick(400, 429) },
  }),
  async (c) => {
    const state = c.req.query('state')
    const outcome = await finishOAuth(scopeOf(c).directory(PUBLIC), {
      provider: c.req.valid('param').provider,
      state,
      browserSecret: browserSecretOf(c, state),
      query: new URL(c.req.url).search,
    })
    if (state !== undefined) deleteCookie(c, cookieName(state), COOKIE)
    return c.redirect(returnUrl(outcome), 303)
  },
)

oauthRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/token',
    tags,
    summary: 'Exchange the one-time code for tokens',
    request: body(OAuthCodeSchema),
    responses: { 200: json(SignedInSchema, 'A token pair and the user'), ...pick(400, 401, 403, 415, 422, 429) },
  }),
  async (c) => {
    const { code, code_verifier: codeVerifier } = c.req.valid('json')
    return c.json(presentSignedIn(await exchangeOAuthCode(scopeOf(c).directory(PUBLIC), { code, codeVerifier })), 200)
  },
)

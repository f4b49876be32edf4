import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { AppEnv, Principal } from '../scope.ts'

/** Public tracking has its own, wider rule. */
const OPEN_TO_ALL = /^\/api\/v\d+\/track\//
const METHODS = 'GET, POST, PUT, PATCH, DELETE'
const REQUEST_HEADERS = 'authorization, content-type, idempotency-key, if-match, if-none-match, x-d1-bookmark'
const RESPONSE_HEADERS =
  'api-version, deprecation, etag, idempotency-replayed, location, ratelimit-policy, retry-after, sunset, x-d1-bookmark, x-request-id'

/** Before a token is known, an origin will do that any company lists; afterwards it must be on this company's list. */
async function isAllowed(c: Context<AppEnv>, origin: string): Promise<boolean> {
  const principal: Principal | undefined = c.get('principal')
  if (principal) return principal.tenant.corsOrigins.includes(origin)
  return c.get('scope').isKnownOrigin(origin)
}

/**
 * Pages of other origins (the Fetch standard's CORS protocol). A preflight carries no token, so it is answered before
 * authentication and by the list of all companies' origins. No cookies are taken: `access-control-allow-credentials` is
 * never sent.
 */
export const allowedOrigins = createMiddleware<AppEnv>(async (c, next) => {
  const origin = c.req.header('origin')
  if (origin === undefined || OPEN_TO_ALL.test(c.req.path)) return next()
  if (c.req.method === 'OPTIONS' && c.req.header('access-control-request-method') !== undefined) {
    c.header('vary', 'origin, access-control-request-method, access-control-request-headers')
    if (await isAllowed(c, origin)) {
      c.header('access-control-allow-origin', origin)
      c.header('access-control-allow-methods', METHODS)
      c.header('access-control-allow-headers', REQUEST_HEADERS)
      c.header('access-control-max-age', '600')
    }
    return c.body(null, 204)
  }
  await next()
  if (c.res.status === 101) return
  c.header('vary', 'origin', { append: true })
  if (!(await isAllowed(c, origin))) return
  c.header('access-control-allow-origin', origin)
  c.header('access-control-expose-headers', RESPONSE_HEADERS)
})

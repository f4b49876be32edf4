import { createMiddleware } from 'hono/factory'
import { routePath } from 'hono/route'
import { openHouse } from '../composition.ts'
import { ids } from '../core/ids.ts'
import type { AppEnv } from '../routes/scope.ts'
import { requestScope } from './request-scope.ts'

const BOOKMARK = /^[\w-]{1,200}$/

/**
 * Reads may come from a replica, as new as the client's bookmark; what writes or authorises goes to the primary.
 * The bookmark is only a hint: one that is malformed is left out.
 */
function consistencyOf(method: string, bookmark: string | undefined): string {
  if (method !== 'GET' && method !== 'HEAD') return 'first-primary'
  return bookmark !== undefined && BOOKMARK.test(bookmark) ? bookmark : 'first-unconstrained'
}

/** The first middleware: opens the house for one request and writes its one line of log when it is answered. */
export const compose = createMiddleware<AppEnv>(async (c, next) => {
  const started = Date.now()
  const requestId = ids.make('req')
  const notes: Record<string, string | number | boolean> = {}
  const address = c.req.header('cf-connecting-ip') ?? '127.0.0.1'
  const house = openHouse({
    env: c.env,
    execution: c.executionCtx,
    consistency: consistencyOf(c.req.method, c.req.header('x-d1-bookmark')),
    address,
    userAgent: c.req.header('user-agent') ?? null,
    requestId,
  })
  c.set('requestId', requestId)
  c.set(
    'scope',
    requestScope(house, c.env, {
      address,
      host: new URL(c.req.url).host,
      note: (fields) => Object.assign(notes, fields),
    }),
  )
  await next()
  const bookmark = house.bookmark()
  if (bookmark && c.res.status !== 101) c.header('x-d1-bookmark', bookmark)
  house.log.info('request', {
    method: c.req.method,
    path: routePath(c),
    status: c.res.status,
    ms: Date.now() - started,
    d1_trips: house.meter.trips,
    rows_read: house.meter.rowsRead,
    rows_written: house.meter.rowsWritten,
    ...notes,
  })
})

import { Hono } from 'hono'
import { AppError } from '../core/errors.ts'
import { renderMailbox } from '../pages/mailbox-page.tsx'
import type { AppEnv } from './scope.ts'

/** `/health` without I/O, `/health/ready` which touches each store. */
export function healthRoutes() {
  const routes = new Hono<AppEnv>()
  routes.get('/', (c) => c.json({ status: 'ok' }))
  routes.get('/ready', async (c) => {
    const failing = await c.get('scope').readiness()
    if (failing.length > 0) {
      throw new AppError('unavailable', `These do not answer: ${failing.join(', ')}.`, { retryAfterSeconds: 5 })
    }
    return c.json({ status: 'ready' })
  })
  return routes
}

/** `/dev/…`: there in development only; elsewhere a 404 like any path that does not exist. */
export function developmentRoutes() {
  const routes = new Hono<AppEnv>()
  routes.use('*', async (c, next) => {
    if (c.get('scope').environment !== 'development') throw new AppError('not_found', 'There is nothing here.')
    await next()
  })

  routes.get('/mailbox.json', async (c) => {
    const mails = await c.get('scope').mails(c.req.query('to'))
    return c.json({
      data: mails.map(({ channel, key, to, subject, sentAt, html, text }) => ({
        channel,
        key,
        to,
        subject,
        sent_at: sentAt,
        html,
        text,
      })),
    })
  })

  routes.get('/mailbox', async (c) => {
    const nonce = crypto.randomUUID()
    const mails = await c.get('scope').mails()
    c.header(
      'content-security-policy',
      `default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-${nonce}'; img-src https: data:; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'`,
    )
    return c.html(renderMailbox({ nonce, mails, selectedKey: c.req.query('mail') ?? null }))
  })

  routes.get('/flight-alerts.json', async (c) => {
    const alerts = await c.get('scope').flightAlerts()
    return c.json({ data: alerts })
  })
  return routes
}

import type { Context } from 'hono'
import { Hono } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import { AppError } from '../../core/errors.ts'
import { LOCALES, type Locale } from '../../domain/auth/tenant.ts'
import { type FormView, renderTrackingForm, renderTrackingNotFound } from '../../pages/tracking-form.tsx'
import { renderTrackingPage } from '../../pages/tracking-page.tsx'
import type { AppEnv } from '../scope.ts'
import { findTracked } from './find-tracked.ts'
import { PUBLIC_CACHE } from './routes.ts'
import { viewOf } from './view.ts'

function nonceOf(): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))))
}

/** The reader's language: `?lang=`, else the browser's, else the parcel's own. */
function localeOf(c: Context<AppEnv>, fallback: Locale): Locale {
  const wished = [c.req.query('lang'), ...(c.req.header('accept-language') ?? '').split(',')]
  for (const wish of wished) {
    const language = wish?.trim().slice(0, 2).toLowerCase()
    const known = LOCALES.find((locale) => locale === language)
    if (known) return known
  }
  return fallback
}

/** Whose host name this is: on a company's own, its language where the reader wishes none, and its brand. */
async function houseOf(c: Context<AppEnv>): Promise<Pick<FormView, 'locale' | 'brand'>> {
  const tenant = await c.get('scope').findHostTenant()
  const active = tenant?.status === 'active' ? tenant : null
  return { locale: localeOf(c, active?.locale ?? 'en'), brand: active?.branding ?? null }
}

function html(c: Context<AppEnv>, status: 200 | 404 | 429, nonce: string, page: string): Response {
  const socket = c.get('scope').publicUrl.replace(/^http/, 'ws')
  c.header(
    'content-security-policy',
    `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; img-src https: data:; connect-src 'self' ${socket} ws: wss:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  )
  return c.html(page, status)
}

/** What people open: `/t/{tracking_id}`, and the form at `/t`. The socket of a page is `/ws/track/{tracking_id}`. */
export function trackingPages() {
  const pages = new Hono<AppEnv>()
  pages.use('/t/*', secureHeaders({ referrerPolicy: 'no-referrer', xFrameOptions: 'DENY' }))

  pages.get('/t', async (c) => {
    const typed = c.req.query('id')
    if (typed) return c.redirect(`/t/${encodeURIComponent(typed.slice(0, 60))}`, 303)
    const nonce = nonceOf()
    return html(c, 200, nonce, renderTrackingForm({ nonce, ...(await houseOf(c)) }))
  })

  pages.get('/t/:id', async (c) => {
    const nonce = nonceOf()
    try {
      const tracked = await findTracked(c.get('scope'), c.req.param('id'))
      const locale = localeOf(c, tracked.tracking.shipment.locale)
      c.header('cache-control', PUBLIC_CACHE)
      c.header('vary', 'accept-language')
      c.header('cache-tag', `tenant:${tracked.tenant.id},shipment:${tracked.tracking.shipment.id}`)
      return html(c, 200, nonce, renderTrackingPage(viewOf(tracked, nonce, locale), c.get('scope').clock.now()))
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'not_found') throw error
      return html(c, 404, nonce, renderTrackingNotFound({ nonce, ...(await houseOf(c)) }))
    }
  })

  return pages
}

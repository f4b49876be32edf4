import type { Context } from 'hono'
import { Hono } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import type { Tenant } from '../../domain/auth/tenant.ts'
import { DomainError } from '../../domain/errors.ts'
import { renderStopPage, type StopView } from '../../pages/stop-page.tsx'
import { type MailSwitch, mailSwitch, turnMailSwitch } from '../../use-cases/notifications/stop-mails.ts'
import { localeOf, nonceOf } from '../page-request.ts'
import type { AppEnv, Scope } from '../scope.ts'

const PUBLIC = { kind: 'public' } as const
type PageContext = Context<AppEnv>
type TenantContextOf = ReturnType<Scope['tenant']>

function show(c: PageContext, tenant: Tenant | null, state: StopView['state']): Response {
  const nonce = nonceOf()
  c.header('cache-control', 'no-store')
  c.header(
    'content-security-policy',
    `default-src 'none'; style-src 'nonce-${nonce}'; img-src https: data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  )
  const locale = localeOf(c, tenant?.locale ?? 'en')
  const action = `${new URL(c.req.url).pathname}?lang=${locale}`
  const page = renderStopPage({ nonce, locale, brand: tenant?.branding ?? null, state, action })
  return c.html(page, state === 'unknown' ? 404 : 200)
}

/** Does it for the delivery that the link is about; a link that is none, or whose mail is forgotten, is told so. */
async function through(
  c: PageContext,
  act: (ctx: TenantContextOf, deliveryId: string) => Promise<MailSwitch>,
): Promise<Response> {
  const scope = c.get('scope')
  const link = await scope.stopLinks.read(c.req.param('token') ?? '')
  const tenant = link && (await scope.findTenant(link.tenantId))
  if (!link || !tenant) return show(c, null, 'unknown')
  try {
    const { isOn } = await act(scope.tenant(tenant, PUBLIC), link.deliveryId)
    return show(c, tenant, isOn ? 'on' : 'off')
  } catch (error) {
    if (error instanceof DomainError && error.code === 'not_found') return show(c, tenant, 'unknown')
    throw error
  }
}

/**
 * `/u/{token}`: where whoever was sent a mail stops such mails, or has them come again. A mail program's one click (RFC 8058) is the
 * same POST with another body.
 */
export function stopPages() {
  const pages = new Hono<AppEnv>()
  pages.use('/u/*', secureHeaders({ referrerPolicy: 'no-referrer', xFrameOptions: 'DENY' }))
  pages.get('/u/:token', (c) => through(c, mailSwitch))
  pages.post('/u/:token', async (c) => {
    const form = await c.req.parseBody()
    const on = form.mails === 'on' && form['List-Unsubscribe'] === undefined
    return through(c, (ctx, deliveryId) => turnMailSwitch(ctx, deliveryId, on))
  })
  return pages
}

import { createRoute, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { AppError, IdempotencyKeyUsed } from '../../core/errors.ts'
import { isId } from '../../core/ids.ts'
import { describeError } from '../../core/log.ts'
import { sha256Hex, verifySvix } from '../../core/security/signatures.ts'
import { recordDeliveryReport } from '../../use-cases/notifications/record-delivery-report.ts'
import { createRoutes, json, pick } from '../http.ts'
import type { AppEnv, IdempotentRequest } from '../scope.ts'
import { AnyResendEventSchema, ResendEventSchema, readResendEvent, saysSomething } from './resend-event.ts'

const ACTOR = { kind: 'webhook', provider: 'resend' } as const

/** The same answer for whatever is not right about it: who forges learns nothing. */
const refused = () => new AppError('unauthenticated', 'This is not signed by the account that it is said to come from.')

/** The bytes of a request that its account signed. Throws `unauthenticated`. */
async function signedBody(c: Context<AppEnv>, account: string | null): Promise<Uint8Array> {
  const { clock, log, webhookSecret } = c.get('scope')
  const { headers } = c.req.raw
  if (!headers.has('svix-signature') || (account !== null && !isId('ten', account))) throw refused()
  const secret = await webhookSecret(account)
  const body = new Uint8Array(await c.req.arrayBuffer())
  if (secret === null) throw refused()
  try {
    if (!verifySvix({ secret, headers, body, now: clock.now() })) throw refused()
  } catch (error) {
    if (error instanceof AppError) throw error
    log.error('webhook_secret_unusable', {
      provider: 'resend',
      account: account ?? 'deployment',
      ...describeError(error),
    })
    throw refused()
  }
  return body
}

function readJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body))
  } catch {
    throw new AppError('malformed_request', 'The body is not valid JSON.')
  }
}

/** What the same event, repeated by the provider or by anybody else, is known by: its id, which is signed. */
function onceFor(c: Context<AppEnv>, body: Uint8Array): IdempotentRequest {
  return {
    key: sha256Hex(c.req.header('svix-id') ?? ''),
    principal: 'webhook:resend',
    requestHash: sha256Hex(body),
    answer: { status: 200, present: () => '' },
  }
}

/**
 * POST /notifications/webhook/resend: what became of mails. The deployment's own account signs with RESEND_WEBHOOK_SECRET, and the
 * tag on each mail says whose it is. With `?tenant=ten_…` it is that company's account, which signs with the secret that the company
 * stored, and speaks of its own deliveries only.
 */
export function resendWebhookRoutes() {
  const routes = createRoutes()
  routes.openAPIRegistry.registerPath(
    createRoute({
      method: 'post',
      path: '/',
      tags: ['Webhooks'],
      security: [],
      summary: 'Resend’s webhook: signed by Svix, repeated until it is answered with 2xx',
      request: {
        query: z.object({ tenant: z.string().optional() }),
        body: { content: { 'application/json': { schema: ResendEventSchema } } },
      },
      responses: { 200: json(z.object({ status: z.literal('accepted') }), 'Taken'), ...pick(400, 401, 413, 503) },
    }),
  )
  routes.post('/', async (c) => {
    const scope = c.get('scope')
    const account = c.req.query('tenant') ?? null
    const body = await signedBody(c, account)
    const accepted = () => c.json({ status: 'accepted' }, 200)
    const envelope = AnyResendEventSchema.safeParse(readJson(body))
    if (!envelope.success || !saysSomething(envelope.data.type)) return accepted()
    const event = ResendEventSchema.safeParse(envelope.data)
    const read = event.success ? readResendEvent(event.data) : null
    if (!read) {
      // Refused, it would come again and again, and in the end the provider would stop all of them.
      scope.log.error('webhook_not_understood', { provider: 'resend', type: envelope.data.type })
      return accepted()
    }
    const tenantId = account ?? read.tenantId
    const tenant = tenantId !== null && isId('ten', tenantId) ? await scope.findTenant(tenantId) : null
    scope.note({ event_type: envelope.data.type, ...(tenant && { tenant_id: tenant.id }) })
    if (!tenant) return accepted()
    try {
      await recordDeliveryReport(scope.tenant(tenant, ACTOR, onceFor(c, body)), [read.report])
    } catch (error) {
      if (!(error instanceof IdempotencyKeyUsed)) throw error
    }
    return accepted()
  })
  return routes
}

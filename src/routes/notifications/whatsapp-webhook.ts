import { createRoute, z } from '@hono/zod-openapi'
import { AppError } from '../../core/errors.ts'
import { createRoutes, json, pick } from '../http.ts'

const Envelope = z.looseObject({ object: z.string() })

const challenge = createRoute({
  method: 'get',
  path: '/',
  tags: ['Webhooks'],
  security: [],
  summary: 'Meta asks whether this URL is ours before it calls back here',
  request: {
    query: z.object({
      'hub.mode': z.literal('subscribe'),
      'hub.verify_token': z.string(),
      'hub.challenge': z.string(),
    }),
  },
  responses: {
    200: { description: 'The challenge, as it was sent', content: { 'text/plain': { schema: z.string() } } },
    ...pick(403),
  },
})

const callback = createRoute({
  method: 'post',
  path: '/',
  tags: ['Webhooks'],
  security: [],
  summary:
    'WhatsApp’s webhook: what people write, and what became of messages; signed in X-Hub-Signature-256 and repeated until it is answered with 2xx',
  request: {
    body: { content: { 'application/json': { schema: Envelope } } },
  },
  responses: { 200: json(z.object({ status: z.literal('accepted') }), 'Taken'), ...pick(400, 401, 413, 503) },
})

/**
 * GET /notifications/webhook/whatsapp answers Meta's challenge; POST takes its callbacks: checked over the bytes as they came, stored in
 * the queue, and answered before any work.
 */
export function whatsAppWebhookRoutes() {
  const routes = createRoutes()
  routes.openAPIRegistry.registerPath(challenge)
  routes.openAPIRegistry.registerPath(callback)
  routes.get('/', (c) => {
    const isOurs = c.get('scope').isWhatsAppVerifyToken(c.req.query('hub.verify_token') ?? '')
    if (c.req.query('hub.mode') !== 'subscribe' || !isOurs) {
      throw new AppError('forbidden', 'The verify token is not the one this service was given.')
    }
    c.header('x-content-type-options', 'nosniff')
    return c.text((c.req.query('hub.challenge') ?? '').slice(0, 1_000))
  })
  routes.post('/', async (c) => {
    const scope = c.get('scope')
    const body = new Uint8Array(await c.req.arrayBuffer())
    const signedBy = await scope.whatsAppSigners(body, c.req.header('x-hub-signature-256') ?? null)
    if (!signedBy) throw new AppError('unauthenticated', 'The signature is not that of an app that this service knows.')
    scope.note({
      signed_by: signedBy.deployment ? 'deployment' : signedBy.tenants.map(({ tenant_id }) => tenant_id).join(),
    })
    let parsed: unknown
    try {
      parsed = JSON.parse(new TextDecoder().decode(body))
    } catch {
      throw new AppError('malformed_request', 'The body is not valid JSON.')
    }
    if (Envelope.safeParse(parsed).data?.object === 'whatsapp_business_account') {
      await scope.acceptWhatsAppCallback(signedBy, parsed, body.byteLength)
    }
    return c.json({ status: 'accepted' }, 200)
  })
  return routes
}

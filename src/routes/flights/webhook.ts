import { z } from '@hono/zod-openapi'
import { AppError } from '../../core/errors.ts'
import { withoutSecret } from '../../core/security/redact.ts'
import { sha256Hex } from '../../core/security/signatures.ts'
import { findCallback } from '../../use-cases/flights/handle-flight-webhook.ts'
import { createRoutes } from '../http.ts'

const Envelope = z.looseObject({}).refine((body) => Object.keys(body).some((key) => key.toLowerCase() === 'flights'))

/** POST /flights/webhook: the token is looked up, the body stored in the queue, and the answer given before any work. */
export function flightWebhookRoutes() {
  const routes = createRoutes()
  routes.post('/', async (c) => {
    const scope = c.get('scope')
    const token = c.req.query('token') ?? ''
    if (token.length === 0 || token.length > 200) throw new AppError('not_found', 'There is nothing here.')
    const { subscriptionId } = await findCallback(
      scope.directory({ kind: 'webhook', provider: 'aerodatabox' }),
      sha256Hex(token),
    )
    scope.note({ subscription_id: subscriptionId })
    const text = await c.req.text()
    let parsed: unknown
    try {
      parsed = JSON.parse(text)
    } catch {
      throw new AppError('malformed_request', 'The body is not valid JSON.')
    }
    if (!Envelope.safeParse(parsed).success) {
      throw new AppError('malformed_request', 'The body is no flight notification: it has no flights.')
    }
    // Their body says where they call, with our token: it is stored nowhere.
    await scope.acceptFlightNotification(subscriptionId, withoutSecret(text, token))
    return c.json({ status: 'accepted' }, 200)
  })
  return routes
}

import type { Context } from 'hono'
import { Hono } from 'hono'
import { AppError } from '../../core/errors.ts'
import { isId } from '../../core/ids.ts'
import type { HubIdentity } from '../../domain/notifications/ports.ts'
import { bearerToken, hubIdentity, principalOf, unauthenticated } from '../middleware/authenticate.ts'
import type { AppEnv } from '../scope.ts'

/** A ticket names its tenant, so that the right hub is asked. */
async function fromTicket(c: Context<AppEnv>, text: string): Promise<{ tenantId: string; identity: HubIdentity }> {
  const dot = text.indexOf('.')
  const tenantId = text.slice(0, dot)
  if (dot < 0 || text.length > 300 || !isId('ten', tenantId)) throw unauthenticated()
  const scope = c.get('scope')
  const tenant = await scope.findTenant(tenantId)
  if (tenant?.status !== 'active') throw unauthenticated()
  const identity = await scope.hub(tenantId).redeemTicket(text.slice(dot + 1))
  if (!identity) throw unauthenticated()
  return { tenantId, identity }
}

async function identify(c: Context<AppEnv>): Promise<{ tenantId: string; identity: HubIdentity }> {
  const ticket = c.req.query('ticket')
  if (ticket !== undefined) return fromTicket(c, ticket)
  const offered = (c.req.header('sec-websocket-protocol') ?? '').split(',').map((name) => name.trim())
  const token = offered[0] === 'bearer' ? (offered[1] ?? null) : bearerToken(c.req.header('authorization'))
  const principal = await principalOf(c.get('scope'), token)
  return { tenantId: principal.tenant.id, identity: hubIdentity(principal) }
}

/**
 * GET …/ws/notifications: the tenant's events, live. Authenticates by header, ticket or subprotocol before any hub is touched.
 * A browser cannot read why an upgrade failed, so bad credentials open a socket that closes with 4401 or 4403.
 */
export function notificationSocket() {
  const routes = new Hono<AppEnv>()
  routes.get('/', async (c) => {
    if (c.req.header('upgrade')?.toLowerCase() !== 'websocket') {
      throw new AppError('malformed_request', 'Open this as a WebSocket.')
    }
    try {
      const { tenantId, identity } = await identify(c)
      c.get('scope').note({ tenant_id: tenantId, actor: identity.userId })
      return await c.get('scope').upgrade({ tenantId }, c.req.raw, identity)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      if (error.code === 'unauthenticated') return refuse(4401, 'not authenticated')
      if (error.code === 'forbidden') return refuse(4403, 'forbidden')
      throw error
    }
  })
  return routes
}

function refuse(code: number, reason: string): Response {
  const { 0: client, 1: server } = new WebSocketPair()
  server.accept()
  server.close(code, reason)
  return new Response(null, { status: 101, webSocket: client })
}

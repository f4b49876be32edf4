import { DurableObject } from 'cloudflare:workers'
import { Hono } from 'hono'
import { openHubSocket } from '../src/adapters/hub.ts'
import type { HubEvent, HubIdentity } from '../src/durable-objects/hub-messages.ts'
import type { NotificationHub } from '../src/durable-objects/notification-hub.ts'

/** The floor: hibernating sockets and a loop that sends. No number, no log, no filter, no limit. */
export class BareHub extends DurableObject {
  override fetch(): Response {
    const { 0: client, 1: server } = new WebSocketPair()
    this.ctx.acceptWebSocket(server)
    server.send('welcome')
    return new Response(null, { status: 101, webSocket: client })
  }

  async publish(text: string): Promise<number> {
    const sockets = this.ctx.getWebSockets()
    for (const ws of sockets) ws.send(text)
    return sockets.length
  }
}

interface HubBindings {
  readonly BARE_HUB: DurableObjectNamespace<BareHub>
  /** The hubs of the Worker as it is deployed. */
  readonly APP_HUB: DurableObjectNamespace<NotificationHub>
}

/** One of a company's staff; each has a socket of their own. */
const staffMember = (n: string): HubIdentity => ({
  userId: `usr_bench_${n}`,
  role: 'operator',
  staff: true,
  sessionId: `ses_bench_${n}`,
  expiresAt: null,
})

/** Sockets and publishes by themselves: no token, no database, no queue. `name`: which hub. */
export const hubFloor = new Hono<{ Bindings: HubBindings }>()
  .get('/bare/ws', (c) => c.env.BARE_HUB.getByName(c.req.query('name') ?? '').fetch(c.req.raw))
  .post('/bare/publish', async (c) => {
    const { name, text } = await c.req.json<{ name: string; text: string }>()
    return c.json({ delivered: await c.env.BARE_HUB.getByName(name).publish(text) })
  })
  .get('/ws', (c) => {
    const identity = JSON.stringify(staffMember(c.req.query('n') ?? ''))
    const upgrade = new Request(c.req.url, { headers: { upgrade: 'websocket', 'x-hub-identity': identity } })
    return openHubSocket(c.env.APP_HUB, c.req.query('name') ?? '', upgrade)
  })
  .post('/publish', async (c) => {
    const { name, events } = await c.req.json<{ name: string; events: HubEvent[] }>()
    const { delivered } = await c.env.APP_HUB.getByName(name).publish(events)
    return c.json({ delivered })
  })
  .post('/fan-out', async (c) => {
    const { name, above } = await c.req.json<{ name: string; above: number }>()
    await c.env.APP_HUB.getByName(name).fanOutAbove(above)
    return c.json({ above })
  })

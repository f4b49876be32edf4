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

/**
 * Holds sockets without a descriptor of the system: one connection stands for `count` of them, and gets a message whenever
 * all of them have had one.
 */
export class Listeners extends DurableObject<HubBindings> {
  override async fetch(request: Request): Promise<Response> {
    const asked = new URL(request.url).searchParams
    const [name, count, first] = [asked.get('name') ?? '', Number(asked.get('count')), Number(asked.get('n'))]
    const { 0: client, 1: server } = new WebSocketPair()
    server.accept()
    // Their greetings are the first that all of them have.
    let left = count
    for (let n = first; n < first + count; n += 1) {
      const { webSocket } = asked.has('bare') ? await enterBare(this.env, name) : await enterHub(this.env, name, n)
      if (webSocket === null) throw new Error('no socket was opened')
      webSocket.addEventListener('message', () => {
        left -= 1
        if (left > 0) return
        left = count
        server.send('all')
      })
      webSocket.accept()
      server.addEventListener('close', () => webSocket.close(1000))
    }
    return new Response(null, { status: 101, webSocket: client })
  }
}

interface HubBindings {
  readonly BARE_HUB: DurableObjectNamespace<BareHub>
  readonly LISTENERS: DurableObjectNamespace<Listeners>
  /** The hubs of the Worker as it is deployed. */
  readonly APP_HUB: DurableObjectNamespace<NotificationHub>
}

/** One of a company's staff; each has a socket of their own. */
const staffMember = (n: number): HubIdentity => ({
  userId: `usr_bench_${n}`,
  role: 'operator',
  staff: true,
  sessionId: `ses_bench_${n}`,
  expiresAt: null,
})

const ADDRESS = 'https://hub.bench/'

const enterBare = (env: HubBindings, name: string) =>
  env.BARE_HUB.getByName(name).fetch(ADDRESS, { headers: { upgrade: 'websocket' } })

function enterHub(env: HubBindings, name: string, n: number): Promise<Response> {
  const headers = { upgrade: 'websocket', 'x-hub-identity': JSON.stringify(staffMember(n)) }
  return openHubSocket(env.APP_HUB, name, new Request(ADDRESS, { headers }))
}

/** Sockets and publishes by themselves: no token, no database, no queue. `name`: which hub. */
export const hubFloor = new Hono<{ Bindings: HubBindings }>()
  .get('/listen', (c) => c.env.LISTENERS.getByName(c.req.url).fetch(c.req.raw))
  .get('/bare/ws', (c) => enterBare(c.env, c.req.query('name') ?? ''))
  .post('/bare/publish', async (c) => {
    const { name, text } = await c.req.json<{ name: string; text: string }>()
    return c.json({ delivered: await c.env.BARE_HUB.getByName(name).publish(text) })
  })
  .get('/ws', (c) => enterHub(c.env, c.req.query('name') ?? '', Number(c.req.query('n'))))
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

import { env } from 'cloudflare:workers'
import type { HubEvent, HubIdentity } from '../../src/durable-objects/hub-messages.ts'

export const staff: HubIdentity = {
  userId: 'usr_staff',
  role: 'operator',
  staff: true,
  sessionId: 'ses_staff',
  expiresAt: null,
}
export const customer: HubIdentity = {
  userId: 'usr_customer',
  role: 'customer',
  staff: false,
  sessionId: 'ses_customer',
  expiresAt: null,
}

let made = 0

/** A tenant's hub that no other test has touched. */
export const newHub = () => env.NOTIFICATION_HUB.getByName(`tenant:ten_${++made}`)
/** A watched shipment's hub that no other test has touched. */
export const newPublicHub = () => env.NOTIFICATION_HUB.getByName(`shipment:shp_${++made}`)
export type Hub = ReturnType<typeof newHub>

/** An event for staff, unless told otherwise. */
export const eventOf = (id: string, more: Partial<HubEvent> = {}): HubEvent => ({
  id,
  event: 'shipment.arrived',
  at: '2026-11-23T12:00:00Z',
  topics: ['shipments'],
  audience: { staff: true, users: [] },
  data: { airport: 'GRU' },
  ...more,
})

/** An upgrade as the Worker makes it. */
export const upgrade = (hub: Hub, identity: HubIdentity, query = '', headers: Record<string, string> = {}) =>
  hub.fetch(`https://hub/${query}`, {
    headers: { upgrade: 'websocket', 'x-hub-identity': JSON.stringify(identity), ...headers },
  })

/** What the hub says, as loosely typed as it arrives. */
export interface Frame {
  readonly type: string
  readonly seq?: number
  readonly id?: string
  readonly code?: string
  readonly topics?: readonly string[]
  readonly data?: unknown
}

/** A client's end of a socket: frames in order of arrival, and how it ended. */
export class HubClient {
  readonly socket: WebSocket
  readonly closed: Promise<{ code: number; reason: string }>
  #texts: string[] = []
  #wake: () => void = () => undefined

  constructor(socket: WebSocket) {
    this.socket = socket
    socket.addEventListener('message', ({ data }) => {
      this.#texts.push(String(data))
      this.#wake()
    })
    this.closed = new Promise((resolve) => {
      socket.addEventListener('close', ({ code, reason }) => resolve({ code, reason }))
    })
    socket.accept()
  }

  static async connect(hub: Hub, identity: HubIdentity = staff, query = ''): Promise<HubClient> {
    const { webSocket } = await upgrade(hub, identity, query)
    if (webSocket === null) throw new Error('The hub did not open a socket.')
    return new HubClient(webSocket)
  }

  /** The next text; waits for it as long as the test may run. */
  async text(): Promise<string> {
    while (true) {
      const text = this.#texts.shift()
      if (text !== undefined) return text
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  /** What has arrived and was not asked for yet. */
  get unread(): string[] {
    return this.#texts
  }

  async next(): Promise<Frame> {
    return JSON.parse(await this.text())
  }

  /** Sends and returns the next frame. */
  async ask(message: unknown): Promise<Frame> {
    this.socket.send(typeof message === 'string' || message instanceof ArrayBuffer ? message : JSON.stringify(message))
    return this.next()
  }

  /** Every frame up to the event with this id, without it. Says that nothing else came before. */
  async until(id: string): Promise<Frame[]> {
    const frames: Frame[] = []
    while (true) {
      const frame = await this.next()
      if (frame.id === id) return frames
      frames.push(frame)
    }
  }

  /** Closes and waits until the hub has closed too. */
  async leave(): Promise<void> {
    this.socket.close(1000, 'bye')
    await this.closed
  }
}

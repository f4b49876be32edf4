import { WebSocket } from 'ws'
import { z } from 'zod'

const Frame = z.discriminatedUnion('type', [
  z.object({ type: z.literal('welcome'), seq: z.number() }),
  z.object({
    type: z.literal('event'),
    seq: z.number(),
    id: z.string(),
    event: z.string(),
    data: z.record(z.string(), z.unknown()),
  }),
  z.object({ type: z.literal('resync') }),
  z.object({ type: z.literal('error'), code: z.string() }),
])
/** What a hub's socket says. */
type HubFrame = z.infer<typeof Frame>
export type HubEventFrame = Extract<HubFrame, { type: 'event' }>

export interface EventSocket {
  /** All that was said so far, in order. */
  readonly frames: readonly HubFrame[]
  /** The events among them. */
  events(): readonly HubEventFrame[]
  /** The code it was closed with; null while it is open. */
  closed(): number | null
  close(): Promise<void>
}

/**
 * Opens a socket of a running server and keeps what it says; fulfilled when it is open.
 * @param token for the Authorization header; null for public sockets
 * @throws Error when the upgrade fails
 */
export function openSocket(
  url: string,
  token: string | null,
  onEvent: (frame: HubEventFrame) => void = () => {},
): Promise<EventSocket> {
  const frames: HubFrame[] = []
  let closedWith: number | null = null
  const ws = new WebSocket(
    url.replace(/^http/, 'ws'),
    token === null ? {} : { headers: { authorization: `Bearer ${token}` } },
  )
  ws.on('message', (data) => {
    const frame = Frame.parse(JSON.parse(String(data)))
    frames.push(frame)
    if (frame.type === 'event') onEvent(frame)
  })
  const gone = new Promise<void>((resolve) => {
    ws.once('close', (code) => {
      closedWith = code
      resolve()
    })
  })
  const socket: EventSocket = {
    frames,
    events: () => frames.filter((frame) => frame.type === 'event'),
    closed: () => closedWith,
    async close() {
      ws.close(1000)
      await gone
    },
  }
  return new Promise((resolve, reject) => {
    ws.once('error', reject)
    ws.once('open', () => {
      ws.off('error', reject)
      // A cut connection is told by `closed`.
      ws.on('error', () => {})
      resolve(socket)
    })
  })
}

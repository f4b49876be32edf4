import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { vi } from 'vitest'
import { openHubSocket } from '../../src/adapters/hub.ts'
import type { HubIdentity } from '../../src/durable-objects/hub-messages.ts'
import { childName, childOf } from '../../src/durable-objects/hub-tree-messages.ts'
import { NotificationHub } from '../../src/durable-objects/notification-hub.ts'
import { type Hub, HubClient, newHub, staff } from './hub-client.ts'

export const nameOf = (hub: Hub): string => {
  if (hub.name === undefined) throw new Error('a hub without a name')
  return hub.name
}

/** A root that sends every socket on to its children, unless it is to keep some. */
export async function newRoot(keeps = 0): Promise<Hub> {
  const root = newHub()
  await root.fanOutAbove(keeps)
  return root
}

export const childHub = (root: Hub, n: number): Hub => env.NOTIFICATION_HUB.getByName(childName(nameOf(root), n))

/** One of staff, whose sockets belong to this child. `nth`: another one each. */
export function someoneOf(child: number, nth = 0): HubIdentity {
  let left = nth
  for (let index = 0; ; index += 1) {
    const userId = `usr_${index}`
    if (childOf(userId) === child && left-- === 0) return { ...staff, userId, sessionId: `ses_${index}` }
  }
}

/** As the Worker opens a socket: at the root, and where the root says. */
export async function enter(root: Hub, identity: HubIdentity, query = ''): Promise<HubClient> {
  const request = new Request(`https://hub/${query}`, {
    headers: { upgrade: 'websocket', 'x-hub-identity': JSON.stringify(identity) },
  })
  const { webSocket } = await openHubSocket(env.NOTIFICATION_HUB, nameOf(root), request)
  if (webSocket === null) throw new Error('no hub opened a socket')
  return new HubClient(webSocket)
}

/** How many sockets a hub itself holds. */
export const socketsOf = (hub: Hub): Promise<number> =>
  runInDurableObject(hub, (_, ctx) => ctx.getWebSockets().filter((ws) => ws.readyState === WebSocket.OPEN).length)

/** The children that a root counts on. */
export const childrenOf = (root: Hub): Promise<number[]> =>
  runInDurableObject(root, (_, ctx) =>
    ctx.storage.sql
      .exec<{ n: number }>('SELECT n FROM child ORDER BY n')
      .toArray()
      .map(({ n }) => n),
  )

/** Has the next so many calls of a method on any hub fail before they do anything, as a network would. */
export function failing<Method extends 'relay' | 'cutOff' | 'join'>(method: Method, times: number) {
  const spy = vi.spyOn(NotificationHub.prototype, method as 'relay')
  for (let index = 0; index < times; index += 1) spy.mockRejectedValueOnce(new Error('Network connection lost.'))
  return spy
}

export const ringAlarm = (hub: Hub): Promise<boolean> => runDurableObjectAlarm(hub)

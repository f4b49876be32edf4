import type { Hub, HubIdentity, HubMessage, Hubs } from '../domain/notifications/ports.ts'

/** What the Durable Object offers over RPC. */
interface HubObject {
  publish(events: readonly HubMessage[]): Promise<unknown>
  issueTicket(identity: HubIdentity): Promise<{ ticket: string; expiresIn: number }>
  redeemTicket(ticket: string): Promise<HubIdentity | null>
  endSession(sessionId: string): Promise<unknown>
  endUser(userId: string): Promise<unknown>
  endAll(): Promise<unknown>
}

const TRIES = 3
const BASE_MS = 100

/** A Durable Object says of its errors whether another try makes sense; one that is overloaded must be left alone. */
function isRetryable(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  const { retryable, overloaded } = error as { retryable?: boolean; overloaded?: boolean }
  return retryable === true && overloaded !== true
}

/** A stub can be broken by an error, so each try has its own. */
async function call<T>(stubOf: () => HubObject, work: (hub: HubObject) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(stubOf())
    } catch (error) {
      if (!isRetryable(error) || attempt === TRIES) throw error
      await new Promise((resolve) => setTimeout(resolve, BASE_MS * 2 ** attempt * Math.random()))
    }
  }
}

/** Hubs as Durable Objects: `tenant:<id>` and `shipment:<id>` of one class. */
export function createHubs(namespace: { getByName(name: string): unknown }): Hubs {
  const hub = (name: string): Hub => {
    // The stub's RPC types wrap every value; what comes over is plain data.
    const stubOf = () => namespace.getByName(name) as HubObject
    const tell = async (work: (hub: HubObject) => Promise<unknown>) => {
      await call(stubOf, work)
    }
    return {
      publish: (events) => tell((it) => it.publish(events)),
      issueTicket: (identity) => call(stubOf, (it) => it.issueTicket(identity)),
      redeemTicket: (ticket) => call(stubOf, (it) => it.redeemTicket(ticket)),
      endSession: (sessionId) => tell((it) => it.endSession(sessionId)),
      endUser: (userId) => tell((it) => it.endUser(userId)),
      endAll: () => tell((it) => it.endAll()),
    }
  }
  return { tenant: (id) => hub(`tenant:${id}`), shipment: (id) => hub(`shipment:${id}`) }
}

/** In the answer (421) of a hub that has enough sockets: the one that takes this one. */
const CHILD_HEADER = 'x-hub-child'

/** Hands a WebSocket upgrade to a hub, or to the child that the hub names. `request` has no body, so it can be sent twice. */
export async function openHubSocket(
  namespace: { getByName(name: string): { fetch(request: Request): Promise<Response> } },
  name: string,
  request: Request,
): Promise<Response> {
  const answer = await namespace.getByName(name).fetch(request)
  const child = answer.status === 421 ? answer.headers.get(CHILD_HEADER) : null
  return child === null ? answer : namespace.getByName(child).fetch(request)
}

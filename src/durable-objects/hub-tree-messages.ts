import type { Ending } from './hub-endings.ts'
import type { LoggedEvent } from './hub-log.ts'
import type { HubIdentity } from './hub-messages.ts'

/** Events on their way down, in order and without a hole. */
export interface Batch {
  /** The number before the first of them. A child that is not there yet says where it is instead of sending them. */
  readonly after: number
  readonly events: readonly LoggedEvent[]
  /** What a child lacks up to `after` is no longer in the log: its sockets are to read afresh. */
  readonly lost: boolean
}

/** A child's answer: the number it has sent its sockets, how many it has, and how many frames it gave them now. */
export interface Relayed {
  readonly seq: number
  readonly sockets: number
  readonly delivered: number
}

/** A socket's greeting, made by the root, and the last number that it covers. */
export interface Greeted {
  readonly seq: number
  readonly frames: readonly string[]
}

/** What a root asks of a child. */
export interface ChildHub {
  relay(batch: Batch): Promise<Relayed>
  cutOff(endings: readonly Ending[]): Promise<number>
}

/** What a child asks of its root. */
export interface RootHub {
  join(child: number, identity: HubIdentity, since: string | null): Promise<Greeted | null>
}

/** Where a socket belongs, in the answer (421) of a root that has enough of its own. */
export const CHILD_HEADER = 'x-hub-child'

const CHILD_NAME = /^(tenant:[^/]+)\/(\d+)$/

/** The name of a tenant's child hub. */
export const childName = (rootName: string, n: number): string => `${rootName}/${n}`

/** A child's root and number, or null for a name that is no child's. */
export function parentOf(name: string): { readonly root: string; readonly n: number } | null {
  const [, root, n] = CHILD_NAME.exec(name) ?? []
  return root === undefined ? null : { root, n: Number(n) }
}

/** Children at the most. A user's number among them never changes, so neither may this. */
export const CHILDREN = 8

/** FNV-1a, 32 bits: the same number for a user for ever. */
export function childOf(userId: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < userId.length; index += 1) {
    hash = Math.imul(hash ^ userId.charCodeAt(index), 0x01000193)
  }
  return (hash >>> 0) % CHILDREN
}

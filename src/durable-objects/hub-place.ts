import { HubBranch } from './hub-branch.ts'
import type { HubSockets } from './hub-sockets.ts'
import { HubTree } from './hub-tree.ts'
import { type ChildHub, childName, parentOf, type RootHub } from './hub-tree-messages.ts'

const TENANT_PREFIX = 'tenant:'

interface Surroundings {
  readonly name: string
  readonly hubs: DurableObjectNamespace
  readonly sql: SqlStorage
  readonly sockets: HubSockets
  wakeBy(timeMs: number): Promise<void>
}

/** Where a hub stands, told by its name: a tenant's root, which may have children; a root's child; or one by itself. */
export interface HubPlace {
  readonly tree: HubTree | null
  readonly branch: HubBranch | null
}

export function placeOf({ name, hubs, sql, sockets, wakeBy }: Surroundings): HubPlace {
  const parent = parentOf(name)
  if (parent !== null) {
    // The stub's RPC types wrap every value; what comes over is plain data.
    const root = () => hubs.getByName(parent.root) as unknown as RootHub
    return { tree: null, branch: new HubBranch(sql, sockets, parent.n, root) }
  }
  if (!name.startsWith(TENANT_PREFIX)) return { tree: null, branch: null }
  const tree = new HubTree({
    sql,
    wakeBy,
    child: (n) => hubs.getByName(childName(name, n)) as unknown as ChildHub,
    failed: (n, error) => console.warn({ event: 'hub_child_unreachable', hub: name, child: n, error: String(error) }),
  })
  return { tree, branch: null }
}

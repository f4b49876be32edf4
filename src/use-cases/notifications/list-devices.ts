import type { Device } from '../../domain/notifications/devices.ts'
import { currentUser } from '../auth/current-user.ts'
import type { DirectoryContext } from '../context.ts'

/** Where the user is reached, the latest registered first. Throws `forbidden` for an API key. */
export async function listDevices(ctx: DirectoryContext, tenantId: string): Promise<readonly Device[]> {
  return ctx.devices.list(tenantId, currentUser(ctx.actor).userId)
}

import { currentUser } from '../auth/current-user.ts'
import type { DirectoryContext } from '../context.ts'
import { auditDevice } from './register-device.ts'

/** The user is not reached there any more. Throws `not_found` for any but the user's own device, `forbidden` for an API key. */
export async function removeDevice(ctx: DirectoryContext, tenantId: string, id: string): Promise<void> {
  const { userId } = currentUser(ctx.actor)
  await ctx.commit(
    [ctx.devices.remove(tenantId, userId, id), auditDevice(ctx, { id, tenantId }, 'device.removed')],
    null,
  )
}

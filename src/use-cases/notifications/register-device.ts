import { AppError } from '../../core/errors.ts'
import { Actor } from '../../domain/actor.ts'
import { type Device, DeviceMoved, type Platform } from '../../domain/notifications/devices.ts'
import type { Statement } from '../../domain/statement.ts'
import { currentUser } from '../auth/current-user.ts'
import type { DirectoryContext } from '../context.ts'

export interface RegisterDevice {
  readonly token: string
  readonly platform: Platform
}

/**
 * From now on this app is where the user is reached, and nobody else is reached there. Registering it again only tells that it is
 * still in use. Nothing in the answer depends on who had the token before. One read and one commit.
 * @throws AppError unauthenticated for a sign-in that has ended, forbidden for an API key
 */
export async function registerDevice(ctx: DirectoryContext, tenantId: string, input: RegisterDevice): Promise<Device> {
  try {
    return await store(ctx, tenantId, input)
  } catch (error) {
    if (!(error instanceof DeviceMoved)) throw error
  }
  try {
    // Twice at once, as apps do when they start: what the other one stored is read now.
    return await store(ctx, tenantId, input)
  } catch (error) {
    if (!(error instanceof DeviceMoved)) throw error
    throw new AppError('unauthenticated', 'This sign-in has ended. Sign in again, then register the device.')
  }
}

async function store(ctx: DirectoryContext, tenantId: string, { token, platform }: RegisterDevice): Promise<Device> {
  const { userId, sessionId } = currentUser(ctx.actor)
  const known = await ctx.devices.findByToken(tenantId, userId, token)
  const now = ctx.clock.now()
  const device: Device = known
    ? { ...known, platform, lastSeenAt: Math.max(known.lastSeenAt, now) }
    : { id: ctx.ids.make('dev'), tenantId, userId, token, platform, createdAt: now, lastSeenAt: now }
  const news = known ? [] : [auditDevice(ctx, device, 'device.registered')]
  return ctx.commit([...ctx.devices.register(device, sessionId), ...news], device)
}

/** One line of the audit log; not for a device that is only seen again. */
export function auditDevice(
  ctx: DirectoryContext,
  device: Pick<Device, 'id' | 'tenantId'>,
  action: 'device.registered' | 'device.removed',
): Statement {
  return ctx.auth.recordAudit(device.tenantId, {
    id: ctx.ids.make('aud'),
    actor: Actor.label(ctx.actor),
    action,
    subjectType: 'device',
    subjectId: device.id,
    changes: {},
    address: ctx.caller.address,
    createdAt: ctx.clock.now(),
  })
}

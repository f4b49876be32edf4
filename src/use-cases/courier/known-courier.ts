import { notFound } from '../../core/errors.ts'
import { DomainError } from '../../domain/errors.ts'
import type { TenantContext } from '../context.ts'

/** Throws `not_found` for nobody of this company, `unprocessable` for one who is no courier or no longer active. */
export async function assertCourier(ctx: Pick<TenantContext, 'couriers'>, userId: string): Promise<void> {
  const user = await ctx.couriers.find(userId)
  if (!user) throw notFound('user')
  if (user.role === 'courier' && user.isActive) return
  const message = user.isActive ? `This user is no courier but ${user.role}.` : 'This courier is no longer active.'
  throw new DomainError('unprocessable', message, { errors: [{ pointer: '/user_id', message }] })
}

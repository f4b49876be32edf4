import type { TenantContext } from '../../../src/use-cases/context.ts'

/** A relay under this context sends everything on and dies before it can say so. */
export function dyingBeforeItCleansUp(ctx: TenantContext): TenantContext {
  return {
    ...ctx,
    notifications: {
      ...ctx.notifications,
      async claimOutbox(claim) {
        if (claim.done.length > 0) throw new Error('killed')
        return ctx.notifications.claimOutbox(claim)
      },
    },
  }
}

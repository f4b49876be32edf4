import { authorize } from '../../domain/auth/role.ts'
import { DomainError } from '../../domain/errors.ts'
import { isBroken, type Suppression, type SuppressionReason } from '../../domain/notifications/suppression.ts'
import type { TenantContext } from '../context.ts'
import { audit } from '../record.ts'

/** Why staff do not lift it, and who does. */
function refusal(reason: SuppressionReason): string {
  switch (reason) {
    case 'complained':
      return 'Whoever reads this address reported a mail as spam. Nobody lifts that here: agree with them on another address.'
    case 'stop':
      return 'This person wrote STOP. Only they take it back, by writing START to the number that they wrote to.'
    case 'unsubscribed':
      return 'This person stopped the mails. Only they have them come again, by the link at the end of any mail that they have.'
    case 'bounced':
    case 'invalid':
      return 'The address did not work.'
  }
}

/**
 * Has an address that did not work written to again. What a person said stands. Throws `forbidden`, `not_found`, and `conflict` with
 * the reason where it is not for staff to lift.
 */
export async function liftSuppression(
  ctx: TenantContext,
  { channel, address }: Pick<Suppression, 'channel' | 'address'>,
): Promise<void> {
  authorize(ctx.actor, 'notifications:write')
  const found = await ctx.suppressions.find(channel, address)
  if (!found) throw new DomainError('not_found', 'This address is not suppressed on this channel.')
  if (!isBroken(found.reason)) throw new DomainError('conflict', refusal(found.reason))
  const changes = { channel, address: '***', reason: found.reason }
  await ctx.commit(
    [ctx.suppressions.remove(found), audit(ctx, 'suppression.lifted', { type: 'tenant', id: ctx.tenant.id }, changes)],
    null,
  )
}

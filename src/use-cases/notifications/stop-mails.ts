import { DomainError } from '../../domain/errors.ts'
import type { TenantContext } from '../context.ts'

/** What a person's own switch lifts: not a mailbox that does not exist, nor a complaint, after which a provider would refuse us. */
const OWN_WORD = ['unsubscribed'] as const

/** Whether the person whom a delivery went to is sent mails by this company. */
export interface MailSwitch {
  readonly isOn: boolean
}

async function addressOf(ctx: TenantContext, deliveryId: string): Promise<string> {
  const delivery = await ctx.deliveries.find(deliveryId)
  if (delivery?.channel !== 'email') throw new DomainError('not_found', 'There is no such mail.')
  return delivery.recipient
}

/** How the switch stands. Changes nothing: scanners of mail follow every link. Throws `not_found`. */
export async function mailSwitch(ctx: TenantContext, deliveryId: string): Promise<MailSwitch> {
  const suppression = await ctx.suppressions.find('email', await addressOf(ctx, deliveryId))
  return { isOn: suppression === null }
}

/** Turns it, as often as one likes. Throws `not_found`. */
export async function turnMailSwitch(ctx: TenantContext, deliveryId: string, on: boolean): Promise<MailSwitch> {
  const address = await addressOf(ctx, deliveryId)
  const createdAt = ctx.clock.now()
  const statement = on
    ? ctx.suppressions.lift('email', address, OWN_WORD)
    : ctx.suppressions.add([{ channel: 'email', address, reason: 'unsubscribed', createdAt }])
  await ctx.commit([statement], null)
  return on ? mailSwitch(ctx, deliveryId) : { isOn: false }
}

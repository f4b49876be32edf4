import type { Channel } from '../../domain/notifications/delivery.ts'
import { NotificationEvent } from '../../domain/notifications/notification-event.ts'
import type { Statement } from '../../domain/statement.ts'
import type { TenantContext } from '../context.ts'
import type { Outcome } from './outcome-of.ts'

/** Stores what became of an event's claimed deliveries, with what it says of addresses and channels, in one commit; then forgets devices that are gone. */
export async function settle(
  ctx: TenantContext,
  eventId: string,
  outcomes: readonly Outcome[],
  claimedAt: number,
): Promise<void> {
  if (outcomes.length === 0) return
  const now = ctx.clock.now()
  const suppressed = outcomes.flatMap(({ delivery: { channel, recipient }, suppress }) =>
    suppress === null ? [] : [{ channel, address: recipient, reason: suppress, createdAt: now }],
  )
  const statements: Statement[] = [
    ctx.deliveries.settle(
      eventId,
      outcomes.map(({ delivery }) => delivery),
      now,
    ),
    ...(suppressed.length > 0 ? [ctx.suppressions.add(suppressed)] : []),
    ...circuitStatements(ctx, outcomes, claimedAt, now),
  ]
  await ctx.commit(statements, null)
  const gone = outcomes.filter(({ forget }) => forget).map(({ delivery }) => delivery.recipient)
  if (gone.length > 0) await ctx.devices.forget(gone)
  await Promise.all(outcomes.map(({ afterwards }) => afterwards?.()))
}

/** One word for each channel: a failure of the account outweighs a message that went out, and that outweighs one that did not. */
function circuitStatements(
  ctx: TenantContext,
  outcomes: readonly Outcome[],
  claimedAt: number,
  now: number,
): readonly Statement[] {
  const channels = [...new Set(outcomes.map(({ delivery }) => delivery.channel))]
  return channels.flatMap((channel) => {
    const own = outcomes.filter(({ delivery }) => delivery.channel === channel)
    const account = own.find(({ failure }) => failure !== null && failure.reason !== 'transient')
    if (!account && own.some(({ works }) => works)) return [ctx.circuits.close([channel], claimedAt)]
    const { failure = null, trouble = null, delivery } = account ?? own.find((each) => each.failure !== null) ?? {}
    if (!failure) return []
    const told =
      trouble === null
        ? []
        : ctx.circuits.tell(channel, troubleOf(ctx, channel, delivery?.provider ?? null, trouble, now))
    return [ctx.circuits.fail(failure, now), ...told]
  })
}

function troubleOf(
  ctx: TenantContext,
  channel: Channel,
  provider: string | null,
  detail: string,
  now: number,
): NotificationEvent {
  return NotificationEvent.create({
    id: ctx.ids.make('ntf'),
    tenantId: ctx.tenant.id,
    type: 'channel.trouble',
    subjectType: 'channel',
    subjectId: channel,
    payload: { channel, provider, reason: 'credentials', detail },
    createdAt: now,
  })
}

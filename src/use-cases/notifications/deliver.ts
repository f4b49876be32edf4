import { type Channel, Delivery } from '../../domain/notifications/delivery.ts'
import type { SuppressionReason } from '../../domain/notifications/suppression.ts'
import type { Channels, TenantContext } from '../context.ts'
import { type Attempt, outcomeOf } from './outcome-of.ts'
import { RetryLater } from './retry-later.ts'
import { settle } from './settle.ts'

/** How long a consumer holds a delivery before another may take it. */
const LEASE_MS = 60_000
/** How long a provider may take: what is later would answer after the lease. */
const LONGEST_CALL_MS = 50_000
/** How long a provider has to say what became of a message that nobody knows of. */
const SETTLE_MS = 3_600_000
/** What waited longer is no news any more, and providers forget their idempotency keys after as long. */
const OLDEST_MS = 86_400_000

/** One person to be told on one channel. */
export interface Message {
  readonly channel: Channel
  /** A mail address, an E.164 number, a device's id. */
  readonly recipient: string
  /** Why this person is told nothing here, beside what is stored as suppressed. */
  readonly suppressed: SuppressionReason | null
  /** Throws `DeliveryFailure`. */
  send(delivery: Delivery): Promise<Sent>
}

export interface Sent {
  readonly messageId: string
  /** What is to be done when that is stored. Never throws. */
  readonly afterwards: (() => Promise<void>) | null
}

export interface Telling {
  readonly eventId: string
  readonly shipmentId: string | null
  readonly channels: Channels
  readonly messages: readonly Message[]
  /** False when it is no news any more: what is on its way goes on, nothing new is begun. */
  readonly isNews: boolean
  /** Why what still waits is not sent any more, where it is not. */
  readonly withdrawn?: string | null
  readonly quiet: { readonly channels: readonly Channel[]; readonly until: number } | null
}

const CHANNEL_NAMES = ['email', 'whatsapp', 'push'] as const
const placeOf = ({ channel, recipient }: Pick<Message, 'channel' | 'recipient'>) => `${channel} ${recipient}`

/**
 * Tells each person of one event once on each channel. A delivery is made and claimed in one round trip, sent under its own id, and
 * stored in another. Whatever dies in between is taken up again when the lease has run out: sent under the same key where the provider
 * knows a key again; elsewhere it is in doubt until the provider says what became of it.
 * @throws RetryLater while one is neither sent nor given up
 */
export async function deliver(ctx: TenantContext, telling: Telling): Promise<void> {
  const { eventId, shipmentId, channels } = telling
  const now = ctx.clock.now()
  const wanted = telling.messages.map(({ recipient, channel }) =>
    Delivery.create({ id: ctx.ids.make('dlv'), tenantId: ctx.tenant.id, eventId, recipient, channel, now }),
  )
  const { claimed, nextDueAt, circuits } = await ctx.deliveries.claim({
    eventId,
    shipmentId,
    wanted: telling.isNews ? wanted : [],
    suppress: telling.messages.flatMap(({ channel, recipient, suppressed }) =>
      suppressed === null ? [] : [{ channel, recipient, reason: suppressed }],
    ),
    now,
    leaseUntil: now + LEASE_MS,
    unrepeatable: CHANNEL_NAMES.filter((name) => channels[name].repeatable !== true),
    settleBy: now + SETTLE_MS,
    quiet: telling.quiet,
    changedAt: channels.changedAt ?? {},
    madeBefore: now - OLDEST_MS,
  })
  const messages = new Map(telling.messages.map((message) => [placeOf(message), message]))
  // One after the other: a consumer works several events at once and has six connections, and a call that waits for one times out unsent.
  const attempts: Attempt[] = []
  for (const delivery of claimed) {
    attempts.push(await attempt(ctx, delivery, messages.get(placeOf(delivery)), telling))
  }
  const outcomes = attempts.map((each) => outcomeOf(ctx, each, { circuits, claimedAt: now, settleMs: SETTLE_MS }))
  await settle(ctx, eventId, outcomes, now)
  const dueAt = [nextDueAt, ...outcomes.map(({ delivery }) => delivery.nextAttemptAt)].filter((time) => time !== null)
  if (dueAt.length > 0) throw new RetryLater(Math.max(1, Math.ceil((Math.min(...dueAt) - ctx.clock.now()) / 1000)))
}

async function attempt(
  ctx: TenantContext,
  delivery: Delivery,
  message: Message | undefined,
  { channels, withdrawn }: Telling,
): Promise<Attempt> {
  const { provider, repeatable = false } = channels[delivery.channel]
  const base = { delivery, provider, repeatable }
  if (!message) return { ...base, result: 'gone', why: withdrawn ?? 'the recipient is gone' }
  // Whoever was asleep for as long as the lease may not be the only one who holds it.
  if (delivery.leasedUntil !== null && ctx.clock.now() > delivery.leasedUntil - LONGEST_CALL_MS) {
    return { ...base, result: 'too_late' }
  }
  try {
    return { ...base, result: 'sent', sent: await inTime(message.send(delivery)) }
  } catch (error) {
    return { ...base, result: 'failed', error }
  }
}

/** Gives up waiting; the adapter's own time-out is shorter. */
async function inTime<T>(call: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the provider did not answer')), LONGEST_CALL_MS)
  })
  try {
    return await Promise.race([call, late])
  } finally {
    clearTimeout(timer)
  }
}

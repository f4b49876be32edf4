import { Delivery } from '../../domain/notifications/delivery.ts'
import { DeliveryFailure } from '../../domain/notifications/delivery-failure.ts'
import type { RenderedMail } from '../../domain/notifications/ports.ts'
import type { TenantContext } from '../context.ts'

/** How long a consumer holds a delivery before another may take it. */
const LEASE_MS = 60_000
/** The longest that a queue keeps a message back, and so a delivery. */
const LONGEST_WAIT_SECONDS = 43_200
/** Tries until a mail is given up. */
const MOST_ATTEMPTS = 10

/** Something is not out yet: the message is to come back in so many seconds. */
export class RetryLater extends Error {
  override readonly name = 'RetryLater'
  readonly seconds: number

  constructor(seconds: number) {
    super('a delivery is still waiting')
    this.seconds = seconds
  }
}

/** One person to be told, and the mail for them. */
export interface Recipient {
  readonly address: string
  readonly render: () => RenderedMail
}

/**
 * Mails each recipient of one event once. A delivery is made and claimed in one round trip, sent under its own id as idempotency
 * key, and stored; whatever dies in between is taken up again when the lease has run out.
 * @throws RetryLater while one is neither sent nor given up
 */
export async function deliverMail(
  ctx: TenantContext,
  eventId: string,
  recipients: readonly Recipient[],
  shipmentId: string | null,
): Promise<void> {
  if (recipients.length === 0) return
  const now = ctx.clock.now()
  const wanted = recipients.map(({ address }) => ({
    ...Delivery.create({
      id: ctx.ids.make('dlv'),
      tenantId: ctx.tenant.id,
      eventId,
      recipient: address,
      channel: 'email' as const,
      now,
    }),
    shipmentId,
  }))
  const { claimed, nextDueAt } = await ctx.deliveries.claim(eventId, wanted, now, now + LEASE_MS)
  const renderers = new Map(recipients.map((recipient) => [recipient.address, recipient.render]))
  const settled = await Promise.all(
    claimed.map((delivery) => sendOne(ctx, delivery, renderers.get(delivery.recipient))),
  )
  if (settled.length > 0) {
    await ctx.commit(
      settled.map((delivery) => ctx.deliveries.update(delivery)),
      null,
    )
  }
  const dueAt = [nextDueAt, ...settled.map((delivery) => delivery.nextAttemptAt)].filter((time) => time !== null)
  if (dueAt.length > 0) throw new RetryLater(Math.max(1, Math.ceil((Math.min(...dueAt) - ctx.clock.now()) / 1000)))
}

async function sendOne(
  ctx: TenantContext,
  delivery: Delivery,
  render: (() => RenderedMail) | undefined,
): Promise<Delivery> {
  const { provider } = ctx.email
  if (!render) {
    const gone = Delivery.transition(delivery, 'failed', ctx.clock.now())
    return { ...gone, lastError: 'the recipient is gone', nextAttemptAt: null }
  }
  try {
    const sent = await ctx.email.send({
      tenantId: delivery.tenantId,
      to: delivery.recipient,
      ...render(),
      idempotencyKey: delivery.id,
    })
    const done = Delivery.transition(delivery, 'sent', ctx.clock.now())
    return { ...done, provider, providerMessageId: sent.messageId, nextAttemptAt: null, lastError: null }
  } catch (error) {
    return afterFailure(delivery, provider, error, ctx.clock.now())
  }
}

function afterFailure(delivery: Delivery, provider: string, error: unknown, now: number): Delivery {
  const failure = error instanceof DeliveryFailure ? error : null
  const lastError = failure?.message ?? 'the provider did not answer'
  if (failure?.kind === 'permanent' || delivery.attempts >= MOST_ATTEMPTS) {
    return { ...Delivery.transition(delivery, 'failed', now), provider, lastError, nextAttemptAt: null }
  }
  const seconds = Math.min(LONGEST_WAIT_SECONDS, failure?.retryAfterSeconds ?? 5 * 2 ** delivery.attempts)
  return { ...delivery, provider, lastError, nextAttemptAt: now + seconds * 1000, updatedAt: now }
}

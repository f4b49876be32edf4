import { describeError, type Log } from '../core/log.ts'
import type { Actor } from '../domain/actor.ts'
import type { FlightUpdate } from '../domain/shipments/flight-update.ts'
import type { DirectoryContext } from '../use-cases/context.ts'
import { applyForTenant } from '../use-cases/flights/apply-for-tenants.ts'
import { confirmUpdates } from '../use-cases/flights/confirm-updates.ts'
import { handleFlightWebhook } from '../use-cases/flights/handle-flight-webhook.ts'
import { hearCallback } from '../use-cases/flights/hear-callback.ts'
import { pollFlight } from '../use-cases/flights/poll-flight.ts'
import { tellTrouble } from '../use-cases/flights/tell-trouble.ts'
import { watchFlight } from '../use-cases/flights/watch-flight.ts'
import { retryDelay } from './backoff.ts'
import { FlightMessage } from './flight-messages.ts'

/** A provider's callback in our words. */
export interface ParsedNotification {
  readonly creditsRemaining: number | null
  readonly updates: readonly FlightUpdate[]
  readonly ignored: readonly string[]
}

/** What one message of the flight queue is worked with. */
export interface FlightWork {
  readonly log: Log
  directory(actor: Actor): DirectoryContext
  /** A callback's body that was too large for the queue. */
  storedBody(key: string): Promise<unknown>
  parse(body: unknown, fallbackKey: string): ParsedNotification
  send(message: FlightMessage, delaySeconds?: number): Promise<void>
}

/** Polls that wait for their provider at the same time; an invocation may have six connections. */
const POLLS_AT_ONCE = 4

/**
 * Each message is acknowledged or tried again by itself. One that this version cannot read is tried again too: a newer one may
 * have sent it, and if none can read it, it ends as a dead letter. Polls come last, so that what was told does not wait for what is asked.
 */
export async function handleFlightUpdates(batch: MessageBatch, open: (message: Message) => FlightWork): Promise<void> {
  const polls: (() => Promise<void>)[] = []
  for (const message of batch.messages) {
    const work = open(message)
    const parsed = FlightMessage.safeParse(message.body)
    if (!parsed.success) {
      work.log.error('message_unreadable', { queue: batch.queue, message_id: message.id })
      message.retry({ delaySeconds: retryDelay(message.attempts) })
      continue
    }
    const { data } = parsed
    if (data.type === 'flight_poll') polls.push(() => settle(work, message, data))
    else await settle(work, message, data)
  }
  const asking = Array.from({ length: POLLS_AT_ONCE }, async () => {
    for (let next = polls.shift(); next !== undefined; next = polls.shift()) await next()
  })
  await Promise.all(asking)
}

type Received = ReturnType<typeof FlightMessage.parse>

async function settle(work: FlightWork, message: Message, received: Received): Promise<void> {
  try {
    await handle(work, received)
    message.ack()
  } catch (error) {
    work.log.warn('message_failed', { type: received.type, attempts: message.attempts, ...describeError(error) })
    message.retry({ delaySeconds: retryDelay(message.attempts) })
  }
}

const POLLING = { kind: 'system', job: 'flight_polls' } as const

async function handle(work: FlightWork, message: Received): Promise<void> {
  const ctx = work.directory({ kind: 'webhook', provider: 'aerodatabox' })
  switch (message.type) {
    case 'aerodatabox':
      return handleCallback(work, ctx, message)
    case 'flight_update': {
      const said = message.source === 'flight_poll' ? work.directory(POLLING) : ctx
      return applyForTenant(said, message.tenant_id, message.update, message.source)
    }
    case 'flight_poll': {
      const { flight_number: flightNumber, departure_date: departureDate, turn } = message
      return pollFlight(work.directory(POLLING), { flightNumber, departureDate, turn })
    }
    case 'flight_hint':
      return takeIn(work, ctx, [message.update], message.tries)
    case 'flight_alert.watch':
    case 'flight_alert.unwatch':
      return watchFlight(ctx, message)
    case 'flight_alert.trouble':
      return tellTrouble(ctx, message)
  }
}

async function handleCallback(
  work: FlightWork,
  ctx: DirectoryContext,
  message: Extract<Received, { type: 'aerodatabox' }>,
): Promise<void> {
  const body = message.body_key === undefined ? message.body : await work.storedBody(message.body_key)
  const { updates, ignored, creditsRemaining } = work.parse(body, message.key)
  await hearCallback(ctx, { subscriptionId: message.subscription_id, at: message.received_at, creditsRemaining })
  await takeIn(work, ctx, updates, 0)
  work.log.info('flight_notification', {
    subscription_id: message.subscription_id,
    flights: updates.length,
    ignored,
  })
}

/** @param tries how often the provider was asked about these before */
async function takeIn(
  work: FlightWork,
  ctx: DirectoryContext,
  updates: readonly FlightUpdate[],
  tries: number,
): Promise<void> {
  const { confirmed, unclear } = await confirmUpdates(ctx, updates, tries)
  await ctx.dispatch.flights(await handleFlightWebhook(ctx, confirmed))
  for (const update of unclear) await work.send({ type: 'flight_hint', update, tries: tries + 1 }, 60 * 2 ** tries)
}

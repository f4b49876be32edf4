import { describeError, type Log } from '../core/log.ts'
import type { FlightUpdate } from '../domain/shipments/flight-update.ts'
import type { DirectoryContext } from '../use-cases/context.ts'
import { confirmUpdates } from '../use-cases/flights/confirm-updates.ts'
import { applyForTenant, handleFlightWebhook } from '../use-cases/flights/handle-flight-webhook.ts'
import { hearCallback } from '../use-cases/flights/hear-callback.ts'
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
  directory(actor: { readonly kind: 'webhook'; readonly provider: string }): DirectoryContext
  /** A callback's body that was too large for the queue. */
  storedBody(key: string): Promise<unknown>
  parse(body: unknown, fallbackKey: string): ParsedNotification
  send(message: FlightMessage, delaySeconds?: number): Promise<void>
}

/**
 * Each message is acknowledged or tried again by itself. One that this version cannot read is tried again too: a newer one may
 * have sent it, and if none can read it, it ends as a dead letter.
 */
export async function handleFlightUpdates(batch: MessageBatch, open: (message: Message) => FlightWork): Promise<void> {
  for (const message of batch.messages) {
    const work = open(message)
    const parsed = FlightMessage.safeParse(message.body)
    if (!parsed.success) {
      work.log.error('message_unreadable', { queue: batch.queue, message_id: message.id })
      message.retry({ delaySeconds: retryDelay(message.attempts) })
      continue
    }
    try {
      await handle(work, parsed.data)
      message.ack()
    } catch (error) {
      work.log.warn('message_failed', { type: parsed.data.type, attempts: message.attempts, ...describeError(error) })
      message.retry({ delaySeconds: retryDelay(message.attempts) })
    }
  }
}

async function handle(work: FlightWork, message: ReturnType<typeof FlightMessage.parse>): Promise<void> {
  const ctx = work.directory({ kind: 'webhook', provider: 'aerodatabox' })
  switch (message.type) {
    case 'aerodatabox':
      return handleCallback(work, ctx, message)
    case 'flight_update':
      return applyForTenant(ctx, message.tenant_id, message.update)
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
  message: Extract<ReturnType<typeof FlightMessage.parse>, { type: 'aerodatabox' }>,
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
  const failed = await handleFlightWebhook(ctx, confirmed)
  for (const { tenantId, update } of failed) await work.send({ type: 'flight_update', tenant_id: tenantId, update })
  for (const update of unclear) await work.send({ type: 'flight_hint', update, tries: tries + 1 }, 60 * 2 ** tries)
}

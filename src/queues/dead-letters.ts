import { describeError, type Log } from '../core/log.ts'
import type { Tenant } from '../domain/auth/tenant.ts'
import type { TenantContext } from '../use-cases/context.ts'
import { giveUpDeliveries } from '../use-cases/notifications/give-up-deliveries.ts'
import { FlightMessage } from './flight-messages.ts'
import { OutboundMessage } from './outbound-messages.ts'
import { WhatsAppQueueMessage } from './whatsapp-messages.ts'

const ACTOR = { kind: 'system', job: 'dead_letters' } as const
/** There is no queue behind this one and it tries three times: 5 minutes, 25 minutes, 2 hours. */
const retrySeconds = (attempts: number) => Math.min(7_200, 60 * 5 ** attempts)

/** What one dead letter is worked with. */
export interface DeadLetterWork {
  readonly log: Log
  findTenant(tenantId: string): Promise<Tenant | null>
  tenant(tenant: Tenant, actor: typeof ACTOR): TenantContext
  /** Keeps the letter itself, where operators can find it. */
  keep(letter: { readonly queue: string; readonly id: string; readonly body: unknown }): Promise<void>
}

/**
 * What every try failed on ends where somebody sees it: each letter is kept and logged as an error, and a notification's
 * deliveries stand as failed. Each letter is settled by itself.
 */
export async function handleDeadLetters(
  batch: MessageBatch,
  open: (message: Message) => DeadLetterWork,
): Promise<void> {
  for (const message of batch.messages) await settle(batch.queue, message, open(message))
}

async function settle(queue: string, message: Message, work: DeadLetterWork): Promise<void> {
  const outbound = OutboundMessage.safeParse(message.body).data
  const type = outbound?.type ?? otherType(message.body)
  work.log.error('dead_letter', { queue, message_id: message.id, type, ...idsOf(outbound) })
  const kept = work.keep({ queue, id: message.id, body: message.body })
  const results = await Promise.allSettled([kept, outbound ? giveUp(work, outbound) : null])
  const failure = results.find((result) => result.status === 'rejected')
  if (!failure) return message.ack()
  work.log.warn('dead_letter_failed', { message_id: message.id, ...describeError(failure.reason) })
  message.retry({ delaySeconds: retrySeconds(message.attempts) })
}

function otherType(body: unknown): string {
  const [whatsApp, flight] = [WhatsAppQueueMessage.safeParse(body), FlightMessage.safeParse(body)]
  return whatsApp.data?.type ?? flight.data?.type ?? 'unreadable'
}

/** The event whose deliveries a message was about; null when it was about none. */
function eventOf(message: OutboundMessage): string | null {
  if (message.type === 'relay') return null
  return message.type === 'notify' ? message.event_id : message.entry.id
}

function idsOf(message: OutboundMessage | undefined) {
  return message ? { tenant_id: message.tenant_id, event_id: eventOf(message) } : {}
}

async function giveUp(work: DeadLetterWork, message: OutboundMessage): Promise<void> {
  const eventId = eventOf(message)
  const tenant = await work.findTenant(message.tenant_id)
  if (tenant && eventId !== null) await giveUpDeliveries(work.tenant(tenant, ACTOR), eventId)
}

import { describeError, type Log } from '../core/log.ts'
import type { Tenant } from '../domain/auth/tenant.ts'
import type { DirectoryContext, TenantContext } from '../use-cases/context.ts'
import { notifyPeople } from '../use-cases/notifications/notify-people.ts'
import { relayOutbox } from '../use-cases/notifications/relay-outbox.ts'
import { RetryLater } from '../use-cases/notifications/retry-later.ts'
import { sendAccountMail } from '../use-cases/notifications/send-account-mail.ts'
import { noSoonerThan, retryDelay } from './backoff.ts'
import { OutboundMessage } from './outbound-messages.ts'
import { handleWhatsApp, type WhatsAppWork } from './whatsapp.ts'
import { WhatsAppQueueMessage } from './whatsapp-messages.ts'

const ACTOR = { kind: 'system', job: 'outbound' } as const

/** What one message of the outbound queue is worked with. */
export interface OutboundWork {
  readonly log: Log
  findTenant(tenantId: string): Promise<Tenant | null>
  tenant(tenant: Tenant, actor: typeof ACTOR): TenantContext
  directory(actor: typeof ACTOR): DirectoryContext
  readonly whatsapp: WhatsAppWork
  /** Puts a message into the queue again, to come after so many seconds. */
  send(message: unknown, delaySeconds: number): Promise<void>
}

/** Messages worked at once: a provider's call is mostly waiting, and six connections are all an invocation has. */
const AT_ONCE = 5

/**
 * Each message is acknowledged or tried again by itself, so that a bad one never holds up the batch. One that this version
 * cannot read is tried again too: a newer version may have sent it, and if none can read it, it ends as a dead letter.
 */
export async function handleOutbound(batch: MessageBatch, open: (message: Message) => OutboundWork): Promise<void> {
  const waiting = [...batch.messages]
  const worker = async () => {
    for (let message = waiting.shift(); message; message = waiting.shift())
      await settle(batch.queue, message, open(message))
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}

async function settle(queue: string, message: Message, work: OutboundWork): Promise<void> {
  const whatsApp = WhatsAppQueueMessage.safeParse(message.body)
  if (whatsApp.success) return settleWhatsApp(message, whatsApp.data, work)
  const parsed = OutboundMessage.safeParse(message.body)
  if (!parsed.success) {
    work.log.error('message_unreadable', { queue, message_id: message.id })
    message.retry({ delaySeconds: retryDelay(message.attempts) })
    return
  }
  try {
    await handle(work, parsed.data, message.body)
    message.ack()
  } catch (error) {
    work.log.warn('message_failed', { type: parsed.data.type, attempts: message.attempts, ...describeError(error) })
    message.retry({ delaySeconds: retryDelay(message.attempts) })
  }
}

/** An answer that waits uses up its tries: the wait grows with them, and in the end the person has long put the phone away. */
async function settleWhatsApp(message: Message, read: WhatsAppQueueMessage, work: OutboundWork): Promise<void> {
  try {
    await handleWhatsApp(work.whatsapp, read, message.attempts)
    message.ack()
  } catch (error) {
    const wait = error instanceof RetryLater ? noSoonerThan(error.seconds) : retryDelay(message.attempts)
    work.log.warn('message_failed', { type: read.type, attempts: message.attempts, ...describeError(error) })
    message.retry({ delaySeconds: wait })
  }
}

/**
 * What only waits, for a provider's hour, the end of a quiet night or a channel that rests, is put into the queue anew: the tries that
 * a message has are for what fails, and how long a delivery may wait is its own business.
 */
async function handle(work: OutboundWork, message: OutboundMessage, body: unknown): Promise<void> {
  try {
    await carryOut(work, message)
  } catch (error) {
    if (!(error instanceof RetryLater)) throw error
    await work.send(body, noSoonerThan(error.seconds))
  }
}

async function carryOut(work: OutboundWork, message: OutboundMessage): Promise<void> {
  const tenant = await work.findTenant(message.tenant_id)
  if (tenant?.status !== 'active') return
  switch (message.type) {
    case 'notify':
      return notifyPeople(work.tenant(tenant, ACTOR), message.event_id)
    case 'auth_mail':
      return sendAccountMail(work.directory(ACTOR), message.tenant_id, message.entry)
    case 'relay':
      await relayOutbox(work.tenant(tenant, ACTOR))
  }
}

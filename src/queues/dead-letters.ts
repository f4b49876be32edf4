import type { Log } from '../core/log.ts'
import type { Tenant } from '../domain/auth/tenant.ts'
import type { TenantContext } from '../use-cases/context.ts'
import { giveUpDeliveries } from '../use-cases/notifications/give-up-deliveries.ts'
import { FlightMessage } from './flight-messages.ts'
import { OutboundMessage } from './outbound-messages.ts'

/** What one dead letter is worked with. */
export interface DeadLetterWork {
  readonly log: Log
  findTenant(tenantId: string): Promise<Tenant | null>
  tenant(tenant: Tenant, actor: { readonly kind: 'system'; readonly job: string }): TenantContext
  /** Keeps a letter that no table has a place for, where operators can find it. */
  keep(letter: { readonly queue: string; readonly id: string; readonly body: unknown }): Promise<void>
}

/** What every try failed on ends where staff see it: a notification's deliveries as failed, anything else kept and logged as an error. */
export async function handleDeadLetters(
  batch: MessageBatch,
  open: (message: Message) => DeadLetterWork,
): Promise<void> {
  for (const message of batch.messages) {
    const work = open(message)
    const outbound = OutboundMessage.safeParse(message.body)
    const flight = FlightMessage.safeParse(message.body)
    const type = outbound.success ? outbound.data.type : flight.success ? flight.data.type : 'unreadable'
    work.log.error('dead_letter', { queue: batch.queue, message_id: message.id, type })
    if (outbound.success && outbound.data.type !== 'relay') {
      const tenant = await work.findTenant(outbound.data.tenant_id)
      const eventId = outbound.data.type === 'notify' ? outbound.data.event_id : outbound.data.entry.id
      if (tenant) await giveUpDeliveries(work.tenant(tenant, { kind: 'system', job: 'dead_letters' }), eventId)
    } else {
      await work.keep({ queue: batch.queue, id: message.id, body: message.body })
    }
    message.ack()
  }
}

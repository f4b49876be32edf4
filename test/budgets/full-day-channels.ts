import { DeliveryFailure } from '../../src/domain/notifications/delivery-failure.ts'
import type { TenantContext } from '../../src/use-cases/context.ts'
import { deliver } from '../../src/use-cases/notifications/deliver.ts'
import { getTemplate } from '../../src/use-cases/notifications/get-template.ts'
import { liftSuppression } from '../../src/use-cases/notifications/lift-suppression.ts'
import { listSuppressions } from '../../src/use-cases/notifications/list-suppressions.ts'
import { recordDeliveryReport } from '../../src/use-cases/notifications/record-delivery-report.ts'
import { removeTemplate } from '../../src/use-cases/notifications/remove-template.ts'
import { retryDelivery } from '../../src/use-cases/notifications/retry-delivery.ts'
import { savePreferences } from '../../src/use-cases/notifications/save-preferences.ts'
import { saveTemplate } from '../../src/use-cases/notifications/save-template.ts'
import { mailSwitch, turnMailSwitch } from '../../src/use-cases/notifications/stop-mails.ts'

/** What happens to deliveries beside going out: everything that a channel, a provider, staff and the people themselves do to them. */
export async function troubledChannels(ctx: TenantContext, eventId: string, shipmentId: string): Promise<void> {
  const channels = await ctx.channels()
  const tell = (error: DeliveryFailure | null, recipient: string, quiet = false) =>
    deliver(ctx, {
      eventId,
      shipmentId,
      channels,
      messages: [
        {
          channel: 'email',
          recipient,
          suppressed: recipient.startsWith('stop') ? 'stop' : null,
          async send() {
            if (error) throw error
            return { messageId: `m-${recipient}`, afterwards: null }
          },
        },
      ],
      isNews: true,
      quiet: quiet ? { channels: ['whatsapp', 'push'], until: Date.now() + 1 } : null,
    }).catch(() => undefined)
  await tell(new DeliveryFailure('gone', 'no mailbox'), 'gone@full-day.example')
  await tell(null, 'stop@full-day.example', true)
  await tell(new DeliveryFailure('credentials', 'revoked'), 'late@full-day.example')
  await tell(null, 'fine@full-day.example')
  const { items } = await ctx.deliveries.list({ channel: 'email' }, { limit: 50, after: null })
  await ctx.deliveries.list({ status: 'failed', channel: 'email' }, { limit: 50, after: null })
  const reported = {
    deliveryId: items[0]?.id ?? '',
    providerMessageId: null,
    channel: 'email',
    reason: null,
    at: 1,
  } as const
  await recordDeliveryReport(ctx, [
    { ...reported, status: 'sent' },
    { ...reported, status: 'delivered' },
    { ...reported, status: 'bounced' },
    { ...reported, deliveryId: null, providerMessageId: 'm-x', status: 'read' },
  ])
  const failed = items.find((each) => each.status === 'failed')
  if (failed) await retryDelivery(ctx, failed.id)
  await mailSwitch(ctx, failed?.id ?? '')
  await turnMailSwitch(ctx, failed?.id ?? '', false)
  await turnMailSwitch(ctx, failed?.id ?? '', true)
  await ctx.circuits.list()

  const key = { event: 'shipment.arrived', channel: 'push', locale: 'en' } as const
  await savePreferences(ctx, { matrix: {}, quietHours: null })
  await ctx.notificationSettings.preferences()
  await saveTemplate(ctx, key, { channel: 'push', title: 'Landed', body: '{tracking_id}' })
  await getTemplate(ctx, key)
  await removeTemplate(ctx, key)

  const shunned = { channel: 'email', address: 'full-day@example.com' } as const
  await ctx.commit([ctx.suppressions.add([{ ...shunned, reason: 'bounced', createdAt: 1 }])], null)
  const page = { limit: 2, after: null }
  for (const filter of [{}, { channel: shunned.channel }, { address: shunned.address }, shunned]) {
    await listSuppressions(ctx, filter, page)
  }
  await liftSuppression(ctx, shunned)
}

import type { WhatsAppMessage } from '../../src/domain/notifications/channel-ports.ts'
import type { TenantContext } from '../../src/use-cases/context.ts'
import { createShipment } from '../../src/use-cases/shipments/create-shipment.ts'
import { aSilentCompany } from '../harness/house.ts'
import { aNewShipment } from '../harness/shipment-factory.ts'

const EVERYWHERE = { email: true, whatsapp: true, push: false }

/** A company whose shipment was just announced, with what its WhatsApp was given. */
export async function announced(change: Parameters<typeof aNewShipment>[0] = {}) {
  const { company, ctx } = await aSilentCompany()
  const shipment = await createShipment(ctx, {
    ...aNewShipment({ notify: EVERYWHERE, ...change }),
    sender: { name: 'Ana Ruiz', phone: null, email: null, address: null },
  })
  const [event] = (await ctx.notifications.list({ limit: 1, after: null })).items
  const taken: WhatsAppMessage[] = []
  const told: TenantContext = {
    ...ctx,
    channels: async () => ({
      ...(await ctx.channels()),
      whatsapp: {
        provider: 'whatsapp',
        phoneNumberId: null,
        async send(message) {
          taken.push(message)
          return { messageId: 'wamid.1', waId: null }
        },
      },
    }),
  }
  const deliveries = async () => (await company.get(`/notifications/deliveries?shipment_id=${shipment.id}`)).body.data
  return { company, ctx: told, shipment, eventId: event?.id ?? '', taken, deliveries }
}

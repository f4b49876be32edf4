import { Buffer } from 'node:buffer'
import { createHmac } from 'node:crypto'
import { ids } from '../../src/core/ids.ts'
import type { Delivery } from '../../src/domain/notifications/delivery.ts'
import type { TenantContext } from '../../src/use-cases/context.ts'
import { deliver } from '../../src/use-cases/notifications/deliver.ts'

/** A mail that went out to somebody nobody else writes to, and its delivery. */
export async function aSentMail(ctx: TenantContext, to = `${ids.make('msg')}@people.example`): Promise<Delivery> {
  const channels = await ctx.channels()
  let sent: string | null = null
  await deliver(ctx, {
    eventId: ids.make('ntf'),
    shipmentId: null,
    channels,
    isNews: true,
    quiet: null,
    messages: [
      {
        channel: 'email',
        recipient: to,
        suppressed: null,
        async send(delivery) {
          sent = delivery.id
          const words = { subject: 'Arrived', html: '<p>Arrived</p>', text: 'Arrived' }
          const { messageId } = await channels.email.send({
            tenantId: ctx.tenant.id,
            to,
            ...words,
            idempotencyKey: delivery.id,
          })
          return { messageId, afterwards: null }
        },
      },
    ],
  })
  const delivery = sent === null ? null : await ctx.deliveries.find(sent)
  if (!delivery) throw new Error('no mail went out')
  return delivery
}

export const aWebhookSecret = () =>
  `whsec_${Buffer.from(crypto.getRandomValues(new Uint8Array(24))).toString('base64')}`

export interface SignedWebhook {
  readonly id?: string
  /** ms since 1970. */
  readonly at?: number
  readonly secrets: readonly string[]
  readonly body: unknown
}

/** A POST as Svix signs it: once with each secret, as while one takes another's place. A text goes as it is. */
export function signed({ id = ids.make('msg'), at = Date.now(), secrets, body }: SignedWebhook): RequestInit {
  const timestamp = String(Math.floor(at / 1000))
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${text}`).digest('base64')}`
  })
  return {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'svix-id': id,
      'svix-timestamp': timestamp,
      'svix-signature': signatures.join(' '),
    },
    body: text,
  }
}

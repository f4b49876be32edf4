import type { Locale } from '../../domain/auth/tenant.ts'
import type { PushService, WhatsAppMessage, WhatsAppService } from '../../domain/notifications/channel-ports.ts'
import { type Channel, Delivery } from '../../domain/notifications/delivery.ts'
import type { Device } from '../../domain/notifications/devices.ts'
import type { NotificationEvent } from '../../domain/notifications/notification-event.ts'
import type { EmailService, ShipmentMail } from '../../domain/notifications/ports.ts'
import type { ToldEvent } from '../../domain/notifications/preferences.ts'
import {
  fillIn,
  type NotificationTemplate,
  oneLine,
  type TemplateContent,
} from '../../domain/notifications/templates.ts'
import { mayText, type WhatsAppContact } from '../../domain/notifications/whatsapp-contacts.ts'
import type { Airport } from '../../domain/shipments/airport.ts'
import type { Shipment } from '../../domain/shipments/shipment.ts'
import type { TenantContext } from '../context.ts'
import type { Message } from './deliver.ts'

/** What one person is told, in their language. */
export interface Story {
  readonly event: NotificationEvent
  readonly type: ToldEvent
  readonly shipment: Shipment
  readonly origin: Airport
  readonly destination: Airport
  /** ms UTC. */
  readonly expectedArrival: number | null
  readonly templates: readonly NotificationTemplate[]
  readonly recipientName: string
  readonly locale: Locale
}

/** As the provider of templates spells our languages. */
export const WHATSAPP_LANGUAGES: Readonly<Record<Locale, string>> = {
  en: 'en',
  es: 'es',
  fr: 'fr',
  pt: 'pt_BR',
  ar: 'ar',
}
/** The parameters of a built-in WhatsApp template, in the order in which its text names them. */
export const builtInParameters = (event: ToldEvent): readonly string[] => [
  '{recipient_name}',
  '{tracking_id}',
  '{destination}',
  ...(event === 'shipment.delayed' ? ['{estimated_arrival}'] : []),
  '{tracking_url}',
]
/** The name under which a company has the provider approve a built-in template: `shipment_arrived`. */
export const builtInName = (event: ToldEvent): string => event.replace('.', '_')
/** What a provider takes for one parameter, and for a text. */
const LONGEST_PARAMETER = 1_024
const LONGEST_TEXT = 4_096

function tellingOf(ctx: TenantContext, story: Story): ShipmentMail {
  const { shipment, origin, destination, recipientName, locale, expectedArrival } = story
  const { previous_arrival: previous } = story.event.payload
  return {
    locale,
    brand: ctx.tenant.branding,
    recipientName,
    event: story.type,
    trackingId: shipment.trackingId,
    trackingUrl: `${ctx.publicUrl}/t/${shipment.trackingId}`,
    origin,
    destination,
    estimatedArrival: expectedArrival,
    sooner: typeof previous === 'number' && expectedArrival !== null && expectedArrival < previous,
  }
}

/** The company's own words for this channel and language; null where it has none. */
function ownWords<C extends Channel>({ templates, locale }: Story, channel: C) {
  const content = templates.find((template) => template.channel === channel && template.locale === locale)?.content
  return content?.channel === channel ? (content as Extract<TemplateContent, { channel: C }>) : null
}

/** A mail with a way to stop such mails, for people and for their mail programs (RFC 8058). */
export function mailMessage(ctx: TenantContext, email: EmailService, address: string, story: Story): Message {
  return {
    channel: 'email',
    recipient: address,
    suppressed: null,
    async send(delivery) {
      const token = await ctx.stopLinks.tokenFor(ctx.tenant.id, delivery.id)
      const stopUrl = `${ctx.publicUrl}/u/${token}`
      const telling = tellingOf(ctx, story)
      const own = ownWords(story, 'email')
      const values = ctx.mails.placeholders(telling)
      const words = own && { subject: oneLine(fillIn(own.subject, values)), text: fillIn(own.text, values) }
      const { messageId } = await email.send({
        ...ctx.mails.shipment({ ...telling, own: words, stopUrl: `${stopUrl}?lang=${story.locale}` }),
        to: address,
        tenantId: ctx.tenant.id,
        headers: {
          'List-Unsubscribe': `<${stopUrl}>`,
          'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
        },
        idempotencyKey: Delivery.key(delivery),
      })
      return { messageId, afterwards: null }
    },
  }
}

/** Free text while the person may be answered, else a template: the company's choice or `shipment_<event>`. */
export function whatsappMessage(
  ctx: TenantContext,
  whatsapp: WhatsAppService,
  phone: string,
  contact: WhatsAppContact,
  story: Story,
): Message {
  return {
    channel: 'whatsapp',
    recipient: phone,
    suppressed: contact.optedOut ? 'stop' : null,
    async send(delivery) {
      const sent = await whatsapp.send({
        to: phone,
        content: whatsappContent(ctx, story, mayText(contact, ctx.clock.now())),
        deliveryKey: `${ctx.tenant.id}/${Delivery.key(delivery)}`,
        attempt: delivery.attempts,
      })
      const { phoneNumberId } = whatsapp
      const { waId } = sent
      const learn = () => ctx.whatsappContacts.learn(phoneNumberId ?? '', phone, waId ?? phone, ctx.clock.now())
      return { messageId: sent.messageId, afterwards: phoneNumberId === null || waId === null ? null : learn }
    },
  }
}

function whatsappContent(ctx: TenantContext, story: Story, inWindow: boolean): WhatsAppMessage['content'] {
  const telling = tellingOf(ctx, story)
  const values = ctx.mails.placeholders(telling)
  const own = ownWords(story, 'whatsapp')
  if (inWindow && !own) {
    const { title, body } = ctx.mails.short(telling)
    return { type: 'text', body: `${title}\n\n${body}\n\n${telling.trackingUrl}`.slice(0, LONGEST_TEXT) }
  }
  // A provider refuses a parameter that is empty or that breaks the line.
  const parameter = (text: string) => oneLine(fillIn(text, values)).slice(0, LONGEST_PARAMETER) || '-'
  return {
    type: 'template',
    name: own?.name ?? builtInName(story.type),
    language: own?.language ?? WHATSAPP_LANGUAGES[story.locale],
    parameters: (own?.parameters ?? builtInParameters(story.type)).map(parameter),
  }
}

/** Title and body; a tap leads to the shipment's page, and a later message takes the place of one that was not seen. */
export function pushMessage(ctx: TenantContext, push: PushService, device: Device, story: Story): Message {
  return {
    channel: 'push',
    recipient: device.id,
    suppressed: null,
    async send() {
      const telling = tellingOf(ctx, story)
      const own = ownWords(story, 'push')
      const values = ctx.mails.placeholders(telling)
      const words = own
        ? { title: fillIn(own.title, values), body: fillIn(own.body, values) }
        : ctx.mails.short(telling)
      const { messageId } = await push.send({
        token: device.token,
        title: oneLine(words.title),
        body: words.body,
        data: {
          event: story.type,
          event_id: story.event.id,
          shipment_id: story.shipment.id,
          tracking_id: story.shipment.trackingId,
        },
        link: telling.trackingUrl,
        collapseKey: story.shipment.id,
      })
      return { messageId, afterwards: null }
    },
  }
}

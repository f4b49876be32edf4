import type { WhatsAppMessage } from '../../domain/notifications/channel-ports.ts'

/** Characters that one text message may hold. */
const LONGEST_TEXT = 4096
/** A business-scoped user id: somebody who shows no phone number. */
const USER_ID = /^[A-Z]{2}\.[A-Za-z0-9.]{1,140}$/

export const isUserId = (text: string): boolean => USER_ID.test(text)

function clipped(text: string): string {
  const characters = Array.from(text)
  return characters.length <= LONGEST_TEXT ? text : `${characters.slice(0, LONGEST_TEXT - 1).join('')}…`
}

/** A parameter may hold no line break, no tab and no run of blanks, and cannot be empty. */
const parameter = (text: string) => ({ type: 'text', text: text.replace(/\s+/g, ' ').trim() || '-' })

function contentOf({ content }: WhatsAppMessage) {
  if (content.type === 'text') return { type: 'text', text: { preview_url: false, body: clipped(content.body) } }
  const { name, language, parameters } = content
  const components = parameters.length === 0 ? [] : [{ type: 'body', parameters: parameters.map(parameter) }]
  return {
    type: 'template',
    template: { name, language: { code: language }, ...(components.length > 0 && { components }) },
  }
}

/** The message as the Cloud API takes it. */
export function messageBody(message: WhatsAppMessage): Readonly<Record<string, unknown>> {
  return {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    ...(isUserId(message.to) ? { recipient: message.to } : { to: message.to }),
    ...contentOf(message),
    ...(message.inReplyTo !== undefined && { context: { message_id: message.inReplyTo } }),
    biz_opaque_callback_data: message.deliveryKey,
  }
}

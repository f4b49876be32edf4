import { z } from 'zod'
import type {
  InboundMessage,
  NumberNews,
  StatusReport,
  WhatsAppPerson,
} from '../../domain/notifications/whatsapp-inbound.ts'
import { refusalOf } from './refusals.ts'

const text = z.string().max(200_000)
const id = z.string().min(1).max(1_000)
/** Absent, empty and null all say that there is none. */
const optionalId = z
  .string()
  .max(1_000)
  .nullish()
  .transform((value) => value || null)
/** Seconds since 1970, as a string. */
const seconds = z.coerce.number().int().min(0).max(100_000_000_000)

const Message = z.object({
  id,
  timestamp: seconds,
  type: z.string().max(100),
  from: optionalId,
  from_user_id: optionalId,
  group_id: optionalId,
  text: z.object({ body: text }).optional().catch(undefined),
  button: z.object({ payload: text.optional(), text: text.optional() }).optional().catch(undefined),
  interactive: z
    .object({
      button_reply: z.object({ title: text }).optional(),
      list_reply: z.object({ title: text }).optional(),
    })
    .optional()
    .catch(undefined),
  image: z.object({ caption: text.optional() }).optional().catch(undefined),
  document: z.object({ caption: text.optional() }).optional().catch(undefined),
})
const Status = z.object({
  id,
  status: z.string().max(100),
  timestamp: seconds,
  recipient_id: optionalId,
  recipient_user_id: optionalId,
  recipient_type: z.string().max(100).nullish(),
  biz_opaque_callback_data: optionalId,
  errors: z
    .array(z.object({ code: z.coerce.number().int() }))
    .optional()
    .catch(undefined),
})
const Contact = z.object({ wa_id: optionalId, user_id: optionalId })

const Value = z.object({
  metadata: z.object({ phone_number_id: id }),
  // One by one: what is of a later version than this must not take the rest with it.
  messages: z.array(z.unknown()).optional().catch(undefined),
  statuses: z.array(z.unknown()).optional().catch(undefined),
  contacts: z.array(z.unknown()).optional().catch(undefined),
  errors: z
    .array(z.object({ code: z.coerce.number().int() }))
    .optional()
    .catch(undefined),
})
const Envelope = z.object({
  object: z.literal('whatsapp_business_account'),
  entry: z.array(z.object({ changes: z.array(z.object({ field: z.string(), value: z.unknown() })) })),
})

/** Statuses in our words. `played` is a voice message that was heard. */
const STATUSES: Readonly<Record<string, StatusReport['status']>> = {
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  played: 'read',
  failed: 'failed',
}
/** What does not come from a person, or does not open the 24 hours. */
const NOT_WRITTEN: readonly string[] = ['system', 'request_welcome', 'reaction']

const digitsOf = (phone: string | null): string | null => {
  const digits = phone?.replace(/\D/g, '') ?? ''
  return digits === '' || digits.length > 20 ? null : digits
}

function textsOf(message: z.output<typeof Message>): readonly string[] {
  const { button, interactive } = message
  const payload = button?.payload
  return [
    message.text?.body,
    button?.text,
    // `stop:CT-1042`: what the button means stands before what it is about.
    payload,
    payload?.split(':')[0],
    interactive?.button_reply?.title,
    interactive?.list_reply?.title,
    message.image?.caption,
    message.document?.caption,
  ].filter((each) => each !== undefined)
}

function messageOf(raw: unknown): InboundMessage | null {
  const message = Message.safeParse(raw).data
  if (!message || message.group_id !== null || NOT_WRITTEN.includes(message.type)) return null
  const person: WhatsAppPerson = { phone: digitsOf(message.from), userId: message.from_user_id }
  if (person.phone === null && person.userId === null) return null
  return { id: message.id, person, at: message.timestamp * 1000, texts: textsOf(message) }
}

function statusOf(raw: unknown): StatusReport | null {
  const report = Status.safeParse(raw).data
  const status = report && STATUSES[report.status]
  if (!report || !status || report.recipient_type === 'group') return null
  const code = report.errors?.[0]?.code
  const refusal = code === undefined ? null : refusalOf(code, 1)
  const failed = status === 'failed'
  return {
    messageId: report.id,
    // An address at which nobody is bounces, as a mailbox does.
    status: failed && refusal?.kind === 'gone' ? 'bounced' : status,
    deliveryKey: report.biz_opaque_callback_data,
    reason: failed ? `WhatsApp ${code ?? 'said no'}: ${refusal?.reason ?? 'failed'}` : null,
    at: report.timestamp * 1000,
  }
}

function linksOf(value: z.output<typeof Value>): NumberNews['links'] {
  const told = [
    ...(value.contacts ?? []).map((raw) => Contact.safeParse(raw).data),
    ...(value.messages ?? []).map((raw) => {
      const message = Message.safeParse(raw).data
      return message && { wa_id: message.from, user_id: message.from_user_id }
    }),
    ...(value.statuses ?? []).map((raw) => {
      const status = Status.safeParse(raw).data
      return status && { wa_id: status.recipient_id, user_id: status.recipient_user_id }
    }),
  ]
  const links = new Map<string, { phone: string; userId: string }>()
  for (const each of told) {
    const phone = digitsOf(each?.wa_id ?? null)
    const userId = each?.user_id ?? null
    if (phone !== null && userId !== null) links.set(userId, { phone, userId })
  }
  return [...links.values()]
}

/** What a callback of Meta says, by number of ours. */
export interface WhatsAppCallback {
  readonly numbers: readonly NumberNews[]
  /** Fields that are not about messages, and codes that are about no message: for the log. */
  readonly ignored: readonly string[]
}

/** Reads a callback's body: every change of every entry. What it does not know it leaves out. */
export function parseWhatsAppCallback(body: unknown): WhatsAppCallback {
  const changes = Envelope.safeParse(body).data?.entry.flatMap((entry) => entry.changes) ?? []
  const ignored: string[] = []
  const numbers = changes.flatMap(({ field, value: raw }): readonly NumberNews[] => {
    const value = field === 'messages' ? Value.safeParse(raw).data : undefined
    if (!value) {
      ignored.push(field.slice(0, 60))
      return []
    }
    ignored.push(...(value.errors ?? []).map(({ code }) => `error ${code}`))
    return [
      {
        phoneNumberId: value.metadata.phone_number_id,
        messages: (value.messages ?? []).map(messageOf).filter((message) => message !== null),
        statuses: (value.statuses ?? []).map(statusOf).filter((status) => status !== null),
        links: linksOf(value),
      },
    ]
  })
  return { numbers, ignored }
}

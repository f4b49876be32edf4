import { z } from '@hono/zod-openapi'
import type { DeliveryReport, DeliveryReportStatus } from '../../domain/notifications/delivery-report.ts'

/** An object today; a list of pairs in older messages. */
const Tags = z.union([
  z.record(z.string(), z.string()),
  z
    .array(z.object({ name: z.string(), value: z.string() }))
    .transform((pairs) => Object.fromEntries(pairs.map(({ name, value }) => [name, value]))),
])

const word = z.string().max(60)

export const ResendEventSchema = z
  .looseObject({
    type: z.string().max(100).openapi({ example: 'email.delivered' }),
    created_at: z.iso.datetime({ offset: true }),
    data: z.looseObject({
      email_id: z.string().min(1).max(100),
      tags: Tags.optional(),
      bounce: z.looseObject({ type: word.optional(), subType: word.optional() }).optional(),
      failed: z.looseObject({ reason: z.string().optional() }).optional(),
      suppressed: z.looseObject({ reason: z.string().optional() }).optional(),
    }),
  })
  .openapi('ResendEvent')
type ResendEvent = z.output<typeof ResendEventSchema>

/** Any event, of which the type at least is to be read. */
export const AnyResendEventSchema = z.looseObject({ type: z.string() })

const SUB_TYPES: readonly string[] = [
  'General',
  'NoEmail',
  'MailboxFull',
  'MessageTooLarge',
  'ContentRejected',
  'AttachmentRejected',
]

interface Word {
  readonly status: DeliveryReportStatus
  readonly reason: string | null
}

/** Only a permanent bounce says that the address is no good. */
function bounced({ bounce }: ResendEvent['data']): Word {
  const { type = '', subType = '' } = bounce ?? {}
  const why = SUB_TYPES.includes(subType) ? ` (${subType})` : ''
  return type === 'Permanent'
    ? { status: 'bounced', reason: `the address takes no mail${why}` }
    : { status: 'failed', reason: `the mail came back${why}` }
}

function failed({ failed: failure }: ResendEvent['data']): Word {
  const reason = failure?.reason ?? ''
  const named = /^[a-z_]{1,60}$/.test(reason) ? `: ${reason}` : ''
  return { status: 'failed', reason: `Resend could not send it${named}` }
}

/** What each event says of a mail. Mail programs open pictures and links by themselves: that a mail was opened says that it arrived. */
const WORDS: Readonly<Record<string, (data: ResendEvent['data']) => Word>> = {
  'email.sent': () => ({ status: 'sent', reason: null }),
  'email.delivery_delayed': () => ({ status: 'sent', reason: null }),
  'email.delivered': () => ({ status: 'delivered', reason: null }),
  'email.opened': () => ({ status: 'delivered', reason: null }),
  'email.clicked': () => ({ status: 'delivered', reason: null }),
  'email.bounced': bounced,
  'email.complained': () => ({ status: 'complained', reason: null }),
  'email.failed': failed,
  'email.suppressed': () => ({
    status: 'bounced',
    reason: 'Resend sends nothing there since an earlier bounce or complaint',
  }),
}

/** Whether events of this type say anything of a delivery. */
export const saysSomething = (type: string): boolean => Object.hasOwn(WORDS, type)

/** What an event says of one of our deliveries, and whose it is by the tag that we gave it; null where it says nothing. */
export function readResendEvent(
  event: ResendEvent,
): { readonly tenantId: string | null; readonly report: DeliveryReport } | null {
  const said = saysSomething(event.type) ? WORDS[event.type]?.(event.data) : undefined
  if (!said) return null
  const tags = event.data.tags ?? {}
  return {
    tenantId: tags.tenant ?? null,
    report: {
      deliveryId: tags.delivery ?? null,
      providerMessageId: event.data.email_id,
      channel: 'email',
      ...said,
      at: Date.parse(event.created_at),
    },
  }
}

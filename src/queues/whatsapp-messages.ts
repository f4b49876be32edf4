import { z } from 'zod'
import { LOCALES } from '../domain/auth/tenant.ts'
import type { WhatsAppAnswerJob } from '../use-cases/whatsapp/context.ts'

const locale = z.enum(LOCALES)

const Answer = z.object({
  type: z.literal('whatsapp_answer'),
  phone_number_id: z.string(),
  tenant_id: z.string().nullable(),
  message_id: z.string(),
  person: z.object({ phone: z.string().nullable(), userId: z.string().nullable() }),
  wish: z.discriminatedUnion('kind', [
    z.object({ kind: z.enum(['stop', 'start', 'help']), locale }),
    z.object({ kind: z.literal('track'), locale, trackingIds: z.array(z.string()) }),
  ]),
  at: z.number().int(),
}) satisfies z.ZodType<WhatsAppAnswerJob>

/** What the outbound queue carries that is no tenant's. */
export const WhatsAppQueueMessage = z.discriminatedUnion('type', [
  /** A callback as it came, and whose secrets signed it; a large one waits in R2 under `body_key`. */
  z.object({
    type: z.literal('whatsapp_callback'),
    signed_by: z.object({
      deployment: z.boolean(),
      tenants: z.array(z.object({ tenant_id: z.string(), phone_number_id: z.string() })).readonly(),
    }),
    body: z.unknown().optional(),
    body_key: z.string().optional(),
  }),
  Answer,
])
export type WhatsAppQueueMessage = z.output<typeof WhatsAppQueueMessage>

import { z } from 'zod'
import type { OutboundJob } from '../use-cases/context.ts'

/** What the outbound queue carries. */
export const OutboundMessage = z.discriminatedUnion('type', [
  /** Tell the people of one event. */
  z.object({ type: z.literal('notify'), tenant_id: z.string(), event_id: z.string() }),
  /** Mail a user about the account. */
  z.object({
    type: z.literal('auth_mail'),
    tenant_id: z.string(),
    entry: z.object({
      id: z.string(),
      type: z.enum(['notification', 'flight_alert.watch', 'flight_alert.unwatch', 'auth_mail']),
      payload: z.record(z.string(), z.unknown()),
    }),
  }),
  /** More lies in a tenant's outbox than one relay took. */
  z.object({ type: z.literal('relay'), tenant_id: z.string() }),
]) satisfies z.ZodType<OutboundJob>
export type OutboundMessage = z.output<typeof OutboundMessage>

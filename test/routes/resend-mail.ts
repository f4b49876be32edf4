import type { Delivery } from '../../src/domain/notifications/delivery.ts'
import type { TenantContext } from '../../src/use-cases/context.ts'
import { aDeployment, type Deployment } from '../harness/deployment.ts'
import { aSilentCompany } from '../harness/house.ts'
import { aSentMail, aWebhookSecret, type SignedWebhook, signed } from '../harness/sent-mail.ts'
import type { Company } from '../harness/wire.ts'

export const PATH = '/api/v1/notifications/webhook/resend'
export const SECRET = aWebhookSecret()
export const deployment = aDeployment({ RESEND_WEBHOOK_SECRET: SECRET })

/** The sheet of a day's events, each with what Resend sends in it. */
const EVENTS = {
  sent: ['email.sent', {}],
  delayed: ['email.delivery_delayed', {}],
  delivered: ['email.delivered', {}],
  opened: ['email.opened', {}],
  hard: [
    'email.bounced',
    { bounce: { message: 'smtp; 550 ana@people.example', type: 'Permanent', subType: 'NoEmail' } },
  ],
  soft: ['email.bounced', { bounce: { message: 'full', type: 'Transient', subType: 'MailboxFull' } }],
  undetermined: ['email.bounced', { bounce: { message: '?', type: 'Undetermined', subType: 'ana@people.example' } }],
  complained: ['email.complained', {}],
  failed: ['email.failed', { failed: { reason: 'reached_daily_quota' } }],
  suppressed: [
    'email.suppressed',
    { suppressed: { reason: 'previous_bounce', type: 'OnAccountSuppressionList', message: 'x' } },
  ],
} as const satisfies Readonly<Record<string, readonly [string, object]>>
export type EventName = keyof typeof EVENTS

export function event(name: EventName, delivery: Delivery, change: Readonly<Record<string, unknown>> = {}) {
  const [type, more] = EVENTS[name]
  const data = {
    email_id: delivery.providerMessageId,
    created_at: '2026-11-22T23:41:11.894Z',
    from: 'Courier <updates@mail.tenant.example>',
    to: [delivery.recipient],
    subject: 'CT-1042 arrived',
    tags: { tenant: delivery.tenantId, delivery: delivery.id },
    ...more,
    ...change,
  }
  return { type, created_at: new Date().toISOString(), data }
}

export interface Told {
  readonly ctx: TenantContext
  readonly delivery: Delivery
  readonly company: Company
  tell(name: EventName, change?: Readonly<Record<string, unknown>>, how?: Partial<SignedWebhook>): Promise<number>
  state(): Promise<{ status: string | undefined; reason: string | null | undefined; suppressed: string | null }>
}

/** A mail that went out, and what is told of it over the deployment's webhook. */
export async function aMail(to: Deployment = deployment): Promise<Told> {
  const { company, ctx } = await aSilentCompany()
  const delivery = await aSentMail(ctx)
  return {
    ctx,
    delivery,
    company,
    tell: async (name, change, how = {}) =>
      (await to(PATH, signed({ secrets: [SECRET], body: event(name, delivery, change), ...how }))).status,
    async state() {
      const stored = await ctx.deliveries.find(delivery.id)
      const suppression = await ctx.suppressions.find('email', delivery.recipient)
      return { status: stored?.status, reason: stored?.lastError, suppressed: suppression?.reason ?? null }
    },
  }
}

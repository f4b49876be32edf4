import { AppError } from '../../core/errors.ts'
import { describeError } from '../../core/log.ts'
import type { Tenant } from '../../domain/auth/tenant.ts'
import type { WhatsAppMessage, WhatsAppService } from '../../domain/notifications/channel-ports.ts'
import { DeliveryFailure } from '../../domain/notifications/delivery-failure.ts'
import { mayText } from '../../domain/notifications/whatsapp-contacts.ts'
import { accountOf } from '../../domain/notifications/whatsapp-ports.ts'
import { TrackingId } from '../../domain/shipments/tracking-id.ts'
import { RetryLater } from '../notifications/retry-later.ts'
import { trackShipment } from '../tracking/track-shipment.ts'
import type { WhatsAppAnswerJob, WhatsAppContext } from './context.ts'

/** Tenants of one number that are tried. */
const MOST_OWNERS = 5

interface Desk {
  readonly sender: WhatsAppService
  /** Whose number it is; null for the one that companies share. */
  readonly owner: Tenant | null
}

/**
 * Sends the answer to one message, once: whoever claims it sends it, and one that may have been sent is never sent again. What is read
 * is read before the claim, so that nothing but the provider's call lies between the claim and its outcome.
 * @param attempt which try of this job it is, from 1
 * @throws RetryLater, or the `DeliveryFailure` when no time was named: it was certainly not sent
 */
export async function answerMessage(ctx: WhatsAppContext, job: WhatsAppAnswerJob, attempt: number): Promise<void> {
  const account = accountOf(job.phone_number_id, job.tenant_id)
  const desks = await desksOf(ctx, job)
  const letters = await Promise.all(
    desks.map(async ({ sender, owner }) => ({ sender, body: await textOf(ctx, job, owner) })),
  )
  const to = job.person.phone ?? job.person.userId
  if (!(await ctx.inbox.claim(account, job.message_id))) return
  if (letters.length === 0 || to === null) {
    ctx.log.warn('whatsapp_not_answered', { phone_number_id: job.phone_number_id, wish: job.wish.kind })
    return settled(ctx, job, 'failed')
  }
  try {
    await sendFirst(letters, (body) => ({
      to,
      content: { type: 'text', body },
      deliveryKey: `answer/${job.message_id}`.slice(0, 500),
      attempt,
      inReplyTo: job.message_id,
    }))
  } catch (error) {
    return afterFailure(ctx, job, error)
  }
  await settled(ctx, job, 'sent')
}

/** Anyone may write down a number as theirs: one who may not send from it does not keep its owner from answering. */
async function sendFirst(
  letters: readonly { readonly sender: WhatsAppService; readonly body: string }[],
  messageOf: (body: string) => WhatsAppMessage,
): Promise<void> {
  for (const [place, { sender, body }] of letters.entries()) {
    try {
      await sender.send(messageOf(body))
      return
    } catch (error) {
      const isLast = place === letters.length - 1
      if (isLast || !(error instanceof DeliveryFailure) || error.kind !== 'credentials') throw error
    }
  }
}

/** After the call nothing may make the job come back as if it had not been. */
async function settled(ctx: WhatsAppContext, job: WhatsAppAnswerJob, as: 'sent' | 'failed'): Promise<void> {
  const account = accountOf(job.phone_number_id, job.tenant_id)
  try {
    await ctx.commit([ctx.inbox.settle(account, job.message_id, as)])
  } catch (error) {
    ctx.log.warn('whatsapp_answer_not_settled', describeError(error))
  }
}

async function afterFailure(ctx: WhatsAppContext, job: WhatsAppAnswerJob, error: unknown): Promise<void> {
  const failure = error instanceof DeliveryFailure ? error : null
  ctx.log.warn('whatsapp_answer_failed', {
    phone_number_id: job.phone_number_id,
    wish: job.wish.kind,
    kind: failure?.kind ?? 'unknown',
    reason: failure?.message ?? null,
  })
  if (!failure || failure.kind === 'unknown') return
  // What came late, after the 24 hours of free text, is tried once: the provider may count from another message.
  const mayCome = mayText({ optedOut: false, lastInboundAt: job.at }, ctx.clock.now())
  if (!mayCome || (failure.kind !== 'transient' && failure.kind !== 'paused')) return settled(ctx, job, 'failed')
  await ctx.commit([ctx.inbox.settle(accountOf(job.phone_number_id, job.tenant_id), job.message_id, 'due')])
  throw failure.retryAfterSeconds === null ? failure : new RetryLater(failure.retryAfterSeconds)
}

/** Who may answer at a number: its tenants, or the deployment. */
async function desksOf(
  ctx: WhatsAppContext,
  { phone_number_id: number, tenant_id }: WhatsAppAnswerJob,
): Promise<readonly Desk[]> {
  if (tenant_id === null && number === ctx.deploymentNumber) {
    return ctx.deploymentSender ? [{ sender: ctx.deploymentSender, owner: null }] : []
  }
  const ids = tenant_id === null ? (await ctx.numbers.ownersOf([number])).map(({ tenantId }) => tenantId) : [tenant_id]
  const owners = await Promise.all(ids.slice(0, MOST_OWNERS).map((id) => ctx.findTenant(id)))
  const desks = await Promise.all(
    owners.map(async (owner): Promise<Desk | null> => {
      if (owner?.status !== 'active') return null
      const { whatsapp } = await ctx.tenant(owner).channels()
      return whatsapp.phoneNumberId === number ? { sender: whatsapp, owner } : null
    }),
  )
  return desks.filter((desk) => desk !== null)
}

async function textOf(ctx: WhatsAppContext, { wish }: WhatsAppAnswerJob, owner: Tenant | null): Promise<string> {
  switch (wish.kind) {
    case 'stop':
      return ctx.words.stopped(wish.locale)
    case 'start':
      return ctx.words.started(wish.locale)
    case 'help':
      return ctx.words.help(wish.locale, owner?.branding.name ?? null)
    case 'track': {
      const parts = await Promise.all(wish.trackingIds.map((id) => statusOf(ctx, id, owner)))
      return parts
        .map((part, place) => part ?? ctx.words.unknownId(wish.locale, wish.trackingIds[place] ?? ''))
        .join('\n\n')
    }
  }
}

/** What the public tracking page says of a parcel, in the parcel's language; null for none. A company's own number knows its own parcels only. */
async function statusOf(ctx: WhatsAppContext, trackingId: string, owner: Tenant | null): Promise<string | null> {
  const tenant = await ctx.findTenantByCode(TrackingId.tenantCode(trackingId))
  if (tenant?.status !== 'active' || (owner !== null && owner.id !== tenant.id)) return null
  try {
    const tracking = await trackShipment(ctx.tenant(tenant), trackingId)
    const title = `*${TrackingId.grouped(trackingId)}* · ${tenant.branding.name}`
    const status = ctx.statusText(tracking, tenant, tracking.shipment.locale)
    return `${title}\n${status}\n${ctx.publicUrl}/t/${trackingId}`
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return null
    throw error
  }
}

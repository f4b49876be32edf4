import type { InboundMessage, NumberNews, Wish } from '../../domain/notifications/whatsapp-inbound.ts'
import { personKey, wishOf } from '../../domain/notifications/whatsapp-inbound.ts'
import { accountOf, type TakenMessage } from '../../domain/notifications/whatsapp-ports.ts'
import type { Signers, WhatsAppAnswerJob, WhatsAppContext } from './context.ts'
import { recordStatuses } from './record-statuses.ts'

/** Of what was ignored, as much as the log holds. */
const MOST_LOGGED = 20
/** Messages that one statement takes. */
const CHUNK = 500

/**
 * Works a callback whose signature was found good: windows, STOPs and questions of those who wrote, and what became of our messages.
 * Everything may come twice, in any order and before its own send has returned. Answers go to the queue, each as a message of its own.
 */
export async function takeCallback(ctx: WhatsAppContext, body: unknown, signedBy: Signers): Promise<void> {
  const { numbers, ignored } = ctx.parse(body)
  const news = byNumber(numbers).filter(({ phoneNumberId }) => speakers(signedBy, phoneNumberId).length > 0)
  for (const each of news) await takeMessages(ctx, each, speakers(signedBy, each.phoneNumberId))
  await recordStatuses(ctx, news, signedBy)
  ctx.log.info('whatsapp_callback', {
    numbers: news.map(({ phoneNumberId }) => phoneNumberId),
    messages: news.reduce((sum, each) => sum + each.messages.length, 0),
    statuses: news.reduce((sum, each) => sum + each.statuses.length, 0),
    ignored: ignored.slice(0, MOST_LOGGED),
  })
}

/** Who speaks for a number: tenants by their ids, null for the deployment. */
function speakers(signedBy: Signers, phoneNumberId: string): readonly (string | null)[] {
  const tenants = signedBy.tenants.filter((tenant) => tenant.phone_number_id === phoneNumberId)
  return [...(signedBy.deployment ? [null] : []), ...tenants.map(({ tenant_id }) => tenant_id).sort()]
}

function byNumber(numbers: readonly NumberNews[]): readonly NumberNews[] {
  const groups = Map.groupBy(numbers, ({ phoneNumberId }) => phoneNumberId)
  return [...groups].map(([phoneNumberId, news]) => ({
    phoneNumberId,
    messages: news.flatMap(({ messages }) => messages),
    statuses: news.flatMap(({ statuses }) => statuses),
    links: news.flatMap(({ links }) => links),
  }))
}

interface Read {
  readonly message: InboundMessage
  readonly wish: Wish | null
  readonly nth: number
}

/** What STOP and START are counted as: one question, of which the last one stands. */
const topicOf = (wish: Wish | null) => (wish?.kind === 'stop' || wish?.kind === 'start' ? 'order' : wish?.kind)

/** Each message once, in the order they were written. Questions are counted from a person's first, orders from the last. */
function readAll(messages: readonly InboundMessage[]): readonly Read[] {
  const once = [...new Map(messages.map((message) => [message.id, message])).values()].sort((a, b) => a.at - b.at)
  const read = once.map((message) => ({ message, wish: wishOf(message) }))
  const groups = Map.groupBy(read, ({ message, wish }) => `${personKey(message.person)} ${topicOf(wish)}`)
  const places = new Map<string, number>()
  for (const group of groups.values()) {
    const counted = topicOf(group[0]?.wish ?? null) === 'order' ? group.toReversed() : group
    counted.forEach(({ message }, nth) => {
      places.set(message.id, nth)
    })
  }
  return read.map((each) => ({ ...each, nth: places.get(each.message.id) ?? 0 }))
}

async function takeMessages(
  ctx: WhatsAppContext,
  { phoneNumberId, messages, links }: NumberNews,
  tenantIds: readonly (string | null)[],
): Promise<void> {
  const accounts = tenantIds.map((tenantId) => accountOf(phoneNumberId, tenantId))
  const read = readAll(messages)
  for (let start = 0; start < Math.max(1, read.length); start += CHUNK) {
    const chunk = read.slice(start, start + CHUNK)
    const taken = chunk.map(
      ({ message: { id, person, at }, wish, nth }): TakenMessage => ({ id, person, at, wish: wish?.kind ?? null, nth }),
    )
    const due = await ctx.inbox.take(accounts, taken, start === 0 ? links : [], ctx.clock.now())
    const jobs = chunk.flatMap(({ message, wish }): readonly WhatsAppAnswerJob[] =>
      wish === null || !due.has(message.id)
        ? []
        : [
            {
              type: 'whatsapp_answer',
              phone_number_id: phoneNumberId,
              tenant_id: tenantIds[0] ?? null,
              message_id: message.id,
              person: message.person,
              wish,
              at: message.at,
            },
          ],
    )
    if (jobs.length > 0) await ctx.send(jobs)
  }
}

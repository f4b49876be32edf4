import { describe, it } from 'vitest'
import { ids } from '../../src/core/ids.ts'
import { DeliveryFailure } from '../../src/domain/notifications/delivery-failure.ts'
import type { EmailService } from '../../src/domain/notifications/ports.ts'
import type { TenantContext } from '../../src/use-cases/context.ts'
import { notifyPeople } from '../../src/use-cases/notifications/notify-people.ts'
import { relayOutbox } from '../../src/use-cases/notifications/relay-outbox.ts'
import { createShipment } from '../../src/use-cases/shipments/create-shipment.ts'
import { aSilentCompany } from '../harness/house.ts'
import { aNewShipment } from '../harness/shipment-factory.ts'
import { aCompany, type Company, call } from '../harness/wire.ts'
import { moodyProvider } from '../use-cases/notifications/moods.ts'

const BOTH = { email: true, whatsapp: true, push: false }

/** A company with a shipment whose mails were refused and whose WhatsApp messages went out. */
async function aTroubledCompany(moods: (Error | null)[] = []) {
  const { company, ctx } = await aSilentCompany()
  const email = moodyProvider(moods)
  const jobs: unknown[] = []
  const told: TenantContext = {
    ...ctx,
    channels: async () => ({ ...(await ctx.channels()), email: email as EmailService }),
    dispatch: { ...ctx.dispatch, outbound: async (sent) => void jobs.push(...sent) },
  }
  const shipment = await createShipment(ctx, { ...aNewShipment({ notify: BOTH }) })
  const { items } = await ctx.notifications.list({ limit: 1, after: null })
  const eventId = items[0]?.id ?? ''
  await notifyPeople(told, eventId)
  return { company, ctx: told, shipment, eventId, email, jobs }
}

const refusals = () => [
  new DeliveryFailure('permanent', 'no such mailbox'),
  new DeliveryFailure('permanent', 'no such mailbox'),
]

async function failedId(company: Company): Promise<string> {
  const { body } = await company.get('/notifications/deliveries?status=failed&limit=1')
  return String(body.data[0]?.id)
}

describe('GET /notifications/deliveries', () => {
  it('shows what was sent to whom and what became of it, newest first, by its filters', async ({ expect }) => {
    const { company, shipment, eventId } = await aTroubledCompany(refusals())
    const all = await company.get('/notifications/deliveries')
    expect(all.status).toBe(200)
    expect(all.body.data).toHaveLength(4)
    const listed = all.body.data.map((each: { id: string }) => each.id)
    expect(listed).toEqual([...listed].sort().reverse())
    expect(all.body.data[0]).toMatchObject({
      event_id: eventId,
      shipment_id: shipment.id,
      in_doubt: false,
      attempts: 1,
    })

    const failed = await company.get('/notifications/deliveries?status=failed&channel=email')
    expect(failed.body.data).toHaveLength(2)
    expect(failed.body.data[0]).toMatchObject({
      status: 'failed',
      last_error: 'no such mailbox',
      next_attempt_at: null,
    })
    expect((await company.get('/notifications/deliveries?channel=whatsapp')).body.data).toHaveLength(2)
    expect((await company.get(`/notifications/deliveries?shipment_id=${shipment.id}&limit=3`)).body).toMatchObject({
      has_more: true,
    })
    const v2 = await call('GET', '/api/v2/notifications/deliveries?limit=1', { token: company.token })
    expect(v2.body).toMatchObject({ items: [{ id: listed[0] }], page: { has_more: true } })
    const next = await company.get(`/notifications/deliveries?limit=1&cursor=${v2.body.page.next}`)
    expect(next.body.data[0].id).toBe(listed[1])
  })

  it('names the filters that go together, and what is none', async ({ expect }) => {
    const company = await aCompany()
    const together = await company.get(`/notifications/deliveries?status=sent&shipment_id=${ids.make('shp')}`)
    expect(together.status).toBe(422)
    expect(together.body.errors.map((each: { pointer: string }) => each.pointer)).toEqual([
      'query:status',
      'query:shipment_id',
    ])
    expect(together.body.detail).toContain('status + channel')
    expect(together.body.detail).not.toContain('created_from')
    expect((await company.get('/notifications/deliveries?status=lost')).status).toBe(422)
    expect((await company.get('/notifications/deliveries?shipment_id=x')).status).toBe(422)
    expect((await company.get('/notifications/deliveries?cursor=x')).status).toBe(400)
  })

  it("shows nothing of another company's", async ({ expect }) => {
    const { shipment } = await aTroubledCompany()
    const stranger = await aCompany()
    expect((await stranger.get('/notifications/deliveries')).body.data).toEqual([])
    expect((await stranger.get(`/notifications/deliveries?shipment_id=${shipment.id}`)).body.data).toEqual([])
  })
})

describe('POST /notifications/deliveries/{id}/retry', () => {
  it('queues a failed one again and sends it, once under a double click, through the outbox', async ({ expect }) => {
    const { company, ctx, jobs, eventId, email } = await aTroubledCompany(refusals())
    const id = await failedId(company)
    await relayOutbox(ctx)
    jobs.length = 0
    const clicks = await Promise.all(
      [1, 2, 3].map(() => company.post(`/notifications/deliveries/${id}/retry`, undefined)),
    )
    const statuses = clicks.map(({ status }) => status)
    expect(statuses).toContain(200)
    expect(statuses.every((status) => status === 200 || status === 409)).toBe(true)
    expect(clicks.find(({ status }) => status === 200)?.body).toMatchObject({ id, status: 'queued', attempts: 0 })

    await notifyPeople(ctx, eventId)
    await notifyPeople(ctx, eventId)
    expect(email.keys.filter((key) => key.startsWith(`${id}-`))).toHaveLength(1)
    const after = await company.get('/notifications/deliveries?status=sent&channel=email')
    expect(after.body.data).toMatchObject([{ id, last_error: null, attempts: 1 }])
    const trail = await company.get('/audit-log?limit=50')
    const retried = trail.body.data.filter((each: { action: string }) => each.action === 'delivery.retried')
    expect(retried).toHaveLength(1)
  })

  it('relays a retry to the queue as work on its event', async ({ expect }) => {
    const { ctx, jobs, company, eventId } = await aTroubledCompany(refusals())
    await relayOutbox(ctx)
    jobs.length = 0
    const id = await failedId(company)
    const { retryDelivery } = await import('../../src/use-cases/notifications/retry-delivery.ts')
    await retryDelivery(ctx, id)
    await relayOutbox(ctx)
    expect(jobs).toEqual([{ type: 'notify', tenant_id: company.tenantId, event_id: eventId }])
  })

  it("is a 404 for another company's, and a 409 for what did not fail or is a mail about an account", async ({
    expect,
  }) => {
    const { company, ctx } = await aTroubledCompany(refusals())
    const id = await failedId(company)
    const stranger = await aCompany()
    expect((await stranger.post(`/notifications/deliveries/${id}/retry`, undefined)).status).toBe(404)
    expect((await company.post(`/notifications/deliveries/${ids.make('dlv')}/retry`, undefined)).status).toBe(404)
    expect((await company.post('/notifications/deliveries/x/retry', undefined)).status).toBe(404)
    const sent = (await company.get('/notifications/deliveries?status=sent')).body.data[0]
    const refused = await company.post(`/notifications/deliveries/${sent.id}/retry`, undefined)
    expect(refused.status).toBe(409)
    expect(refused.body.code).toBe('invalid_transition')
    const account = await anAccountMail(ctx)
    const other = await company.post(`/notifications/deliveries/${account}/retry`, undefined)
    expect([other.status, other.body.detail]).toEqual([409, expect.stringContaining('Have another one sent')])
  })
})

/** A failed mail about an account. */
async function anAccountMail(ctx: TenantContext): Promise<string> {
  const { deliver } = await import('../../src/use-cases/notifications/deliver.ts')
  const eventId = ids.make('obx')
  await deliver(ctx, {
    eventId,
    shipmentId: null,
    channels: await ctx.channels(),
    messages: [
      {
        channel: 'email',
        recipient: 'user@example.com',
        suppressed: null,
        send: () => Promise.reject(new DeliveryFailure('permanent', 'refused')),
      },
    ],
    isNews: true,
    quiet: null,
  })
  const { items } = await ctx.deliveries.list({ status: 'failed' }, { limit: 10, after: null })
  return items.find((each) => each.eventId === eventId)?.id ?? ''
}

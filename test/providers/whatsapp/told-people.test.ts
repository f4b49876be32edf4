import { describe, it } from 'vitest'
import { notifyPeople } from '../../../src/use-cases/notifications/notify-people.ts'
import { aNumber, aPhone, callback, seconds, written } from '../../harness/whatsapp.ts'
import { aCompany } from '../../harness/wire.ts'
import { announce } from '../../use-cases/notifications/office.ts'
import { aDesk, SECRET } from './desk.ts'

/** Somebody whom a company tells of a parcel over WhatsApp. */
async function aTelling(desk: ReturnType<typeof aDesk>, phone: string) {
  const company = await aCompany()
  const tenant = await desk.house.findTenant(company.tenantId)
  if (!tenant) throw new Error('the company that was just made is not there')
  const ctx = () => desk.house.tenant(tenant, { kind: 'system', job: 'test' }, 'api')
  const owner = { kind: 'user', userId: company.userId, role: 'owner', sessionId: 'ses_test' } as const
  const nobody = { phone: null, email: null, address: null }
  return {
    tenant,
    ctx,
    /** A new parcel, and what became of the message about it. */
    async tell() {
      const { eventId, shipment } = await announce(
        { ...ctx(), actor: owner },
        { sender: null, recipient: null },
        {
          recipient: { ...nobody, name: 'Beto', phone: `+${phone}` },
          sender: { ...nobody, name: 'Ana' },
          notify: { email: false, whatsapp: true, push: false },
        },
      )
      await notifyPeople(ctx(), eventId)
      const deliveries = async () => {
        const { items } = await ctx().deliveries.list({ shipmentId: shipment.id }, { limit: 5, after: null })
        return items
      }
      return { eventId, deliveries, statuses: (await deliveries()).map(({ status }) => status) }
    },
  }
}

describe('people who are told of their parcels', () => {
  it('get an approved template, text once they wrote, nothing after STOP, and again after START', async ({
    expect,
  }) => {
    const desk = aDesk()
    // A Brazilian mobile, which the provider spells without its ninth digit.
    const tail = aPhone().slice(-7)
    const [phone, waId] = [`551198${tail}`, `55118${tail}`]
    const { tenant, tell } = await aTelling(desk, phone)
    expect((await tell()).statuses).toEqual(['sent'])
    await desk.hear(written(waId, 'obrigado'))
    expect((await tell()).statuses).toEqual(['sent'])
    await desk.hear(written(waId, 'SAIR', { timestamp: seconds(Date.now() - 2_000) }))
    expect((await tell()).statuses).toEqual(['suppressed'])
    await desk.hear(written(waId, 'VOLTAR'))
    expect((await tell()).statuses).toEqual(['sent'])
    const told = await desk.sent(phone)
    expect(told.map(({ body }) => body.type)).toEqual(['template', 'text', 'text'])
    expect(told[0]?.body.biz_opaque_callback_data).toMatch(new RegExp(`^${tenant.id}/dlv_`))
  })

  it('get one message when nobody knows whether it was taken: its callback says so', async ({ expect }) => {
    const number = `once-cut_${aNumber()}`
    const desk = aDesk(number)
    const phone = aPhone()
    const { ctx, tell } = await aTelling(desk, phone)
    const { eventId, deliveries, statuses } = await tell()
    expect(statuses).toEqual(['sent'])
    expect((await deliveries())[0]).toMatchObject({ providerMessageId: null, settleBy: expect.any(Number) })
    await notifyPeople(ctx(), eventId)
    const [taken, ...more] = await desk.sent(phone)
    expect(more).toEqual([])
    const report = { id: taken?.id, status: 'sent', timestamp: seconds(Date.now()), recipient_id: phone }
    const statusOf = (status: string) => ({
      ...report,
      status,
      biz_opaque_callback_data: taken?.body.biz_opaque_callback_data,
    })
    await desk.post(callback(number, { statuses: [statusOf('delivered'), statusOf('sent')] }), SECRET)
    await desk.drain()
    expect((await deliveries())[0]).toMatchObject({ status: 'delivered', providerMessageId: taken?.id, settleBy: null })
    await notifyPeople(ctx(), eventId)
    expect(await desk.sent(phone)).toHaveLength(1)
  })

  it('with a number that is not on WhatsApp are tried once, and never again', async ({ expect }) => {
    const desk = aDesk(`code-131026`)
    const { tell } = await aTelling(desk, aPhone())
    const first = await tell()
    expect(first.statuses).toEqual(['failed'])
    expect((await first.deliveries())[0]?.lastError).toMatch(/131026.*not on WhatsApp/)
    expect((await tell()).statuses).toEqual(['suppressed'])
  })
})

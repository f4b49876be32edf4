import { describe, it } from 'vitest'
import { PAYMENT_STATUSES, PaymentStatus } from '../../src/domain/shipments/payment-status.ts'
import { rowsOf } from '../harness/doorstep.ts'
import { aPerson } from '../harness/people.ts'
import { type Answer, aCompany, aParcel, type Company } from '../harness/wire.ts'

const EUR = (amount: number) => ({ amount, currency: 'EUR' })
const COD = { payment_method: 'cod', cod_amount: EUR(4500) }

/** The steps that lead to each status. */
const WAYS = {
  pending: [],
  paid: ['paid'],
  partially_paid: ['partially_paid'],
  failed: ['failed'],
  waived: ['waived'],
  refunded: ['paid', 'refunded'],
} as const

const step = (to: string) => (to === 'partially_paid' ? { to, amount: EUR(100) } : { to })

let company: Company | null = null
/** A shipment of the one company of this file. */
async function aShipment(parcel: Readonly<Record<string, unknown>> = {}) {
  company ??= await aCompany()
  const at = company
  const { id } = (await at.post('/shipments', aParcel(parcel))).body
  const pay = (body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer> =>
    at.post(`/shipments/${id}/payment`, body, headers)
  return { company: at, id: String(id), pay, get: async () => (await at.get(`/shipments/${id}`)).body }
}

describe('POST /shipments/{id}/payment', () => {
  for (const from of PAYMENT_STATUSES) {
    for (const to of PAYMENT_STATUSES) {
      const isAllowed = PaymentStatus.MOVES[from].includes(to)
      it(`${isAllowed ? 'goes' : 'does not go'} from ${from} to ${to}`, async ({ expect }) => {
        const { id, pay, get } = await aShipment()
        for (const way of WAYS[from]) await pay(step(way))
        const before = await get()
        expect(before.payment_status).toBe(from)
        const { status, body } = await pay(step(to))
        if (isAllowed) {
          expect([status, body.payment_status, body.version]).toEqual([200, to, before.version + 1])
        } else {
          expect([status, body.code]).toEqual([409, 'invalid_transition'])
          expect(body.allowed ?? []).toEqual(PaymentStatus.MOVES[from])
          expect(await get()).toEqual(before)
        }
        const steps = [...WAYS[from], ...(isAllowed ? [to] : [])]
        expect((await rowsOf('payments', id)).map(({ to_status }) => to_status)).toEqual(steps)
      })
    }
  }

  it('leaves its history in the audit log and with staff, and with nobody else', async ({ expect }) => {
    const { company: at, id, pay } = await aShipment()
    await pay({ to: 'partially_paid', amount: EUR(250), note: 'Cash, at the counter' })
    const audit = (await rowsOf('audit_log', id, 'subject_id')).at(-1)
    expect(audit).toMatchObject({ action: 'shipment.payment_partially_paid', actor: at.userId })
    expect(JSON.parse(String(audit?.changes))).toEqual({ from: 'pending', to: 'partially_paid', ...EUR(250) })
    const told = (await rowsOf('notification_events', id, 'subject_id')).at(-1)
    expect(told?.type).toBe('shipment.payment')
    expect(JSON.parse(String(told?.audience))).toEqual({ staff: true, users: [], people: false })
    expect(JSON.parse(String(told?.payload))).toMatchObject({ payment_status: 'partially_paid', ...EUR(250) })
    expect((await rowsOf('payments', id)).at(-1)).toMatchObject({ note: 'Cash, at the counter', amount: 250 })
  })

  it('is one step when it is retried under its Idempotency-Key', async ({ expect }) => {
    const { id, pay } = await aShipment()
    const key = { 'idempotency-key': `paid-${id}` }
    const answers = await Promise.all(Array.from({ length: 8 }, () => pay({ to: 'paid' }, key)))
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
    expect(answers[0]?.status).toBe(200)
    expect(await rowsOf('payments', id)).toHaveLength(1)
  })

  it('is one step of eight at the same time without a key', async ({ expect }) => {
    const { id, pay } = await aShipment()
    const answers = await Promise.all(Array.from({ length: 8 }, () => pay({ to: 'paid' })))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(7)
    expect(await rowsOf('payments', id)).toHaveLength(1)
  })

  it('takes what is due as paid when no amount is told', async ({ expect }) => {
    const { id, pay } = await aShipment(COD)
    await pay({ to: 'partially_paid', amount: EUR(1000) })
    await pay({ to: 'paid' })
    expect((await rowsOf('payments', id)).map(({ amount }) => amount)).toEqual([1000, 3500])
  })

  const BAD: readonly (readonly [string, Readonly<Record<string, unknown>>, string])[] = [
    ['a part without an amount', { to: 'partially_paid' }, '/amount'],
    ['a part of nothing', { to: 'partially_paid', amount: EUR(0) }, '/amount'],
    ['a part that is all', { to: 'partially_paid', amount: EUR(4500) }, '/amount/amount'],
    ['less than is due', { to: 'paid', amount: EUR(4499) }, '/amount/amount'],
    ['another currency', { to: 'paid', amount: { amount: 4500, currency: 'USD' } }, '/amount/currency'],
    ['a fraction', { to: 'paid', amount: EUR(45.5) }, '/amount/amount'],
    ['a negative amount', { to: 'paid', amount: EUR(-1) }, '/amount/amount'],
    ['money that moves when a payment fails', { to: 'failed', amount: EUR(4500) }, '/amount'],
    ['a status nobody knows', { to: 'stolen' }, '/to'],
    ['a field nobody knows', { to: 'paid', surprise: 1 }, '/surprise'],
  ]
  it('names the wrong field, and moves nothing', async ({ expect }) => {
    const { id, pay, get } = await aShipment(COD)
    for (const [what, body, pointer] of BAD) {
      const answer = await pay(body)
      expect([what, answer.status, answer.body.errors?.[0]?.pointer]).toEqual([what, 422, pointer])
    }
    expect((await get()).payment_status).toBe('pending')
    expect(await rowsOf('payments', id)).toEqual([])
  })

  it('is for staff: 403 for a courier and a customer, 404 for another company', async ({ expect }) => {
    const { company: at, id } = await aShipment()
    const path = `/shipments/${id}/payment`
    for (const role of ['courier', 'customer'] as const) {
      const { status, body } = await (await aPerson(at, role)).post(path, { to: 'paid' })
      expect([role, status, body.code]).toEqual([role, 403, 'forbidden'])
    }
    expect((await (await aCompany()).post(path, { to: 'paid' })).status).toBe(404)
    expect((await (await aPerson(at, 'operator')).post(path, { to: 'paid' })).status).toBe(200)
  })
})

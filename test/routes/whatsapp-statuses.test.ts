import { describe, it } from 'vitest'
import { hmacSha256Hex } from '../../src/core/security/signatures.ts'
import {
  aDelivery,
  aNumber,
  aSwitchboard,
  callback,
  ownNumber,
  stateOf,
  status,
  tenantOf,
} from '../harness/whatsapp.ts'
import { aCompany, call, until } from '../harness/wire.ts'

const SECRET = 'test_app_secret'
const OURS = aNumber()
const ours = aSwitchboard({ WHATSAPP_APP_SECRET: SECRET, WHATSAPP_PHONE_NUMBER_ID: OURS })
const PATH = '/api/v1/notifications/webhook/whatsapp'

describe('what became of a message', () => {
  it('moves its delivery on, in batches, twice and in any order', async ({ expect }) => {
    const company = await aCompany()
    const ids = [await aDelivery(company), await aDelivery(company), await aDelivery(company)]
    const of = (id: string, what: string, more = {}) => status(`${company.tenantId}/${id}`, what, more)
    const [a = '', b = '', c = ''] = ids
    const pricing = { billable: true, pricing_model: 'PMP', type: 'regular', category: 'utility' }
    const first = callback(OURS, { statuses: [of(a, 'read'), of(b, 'delivered', { pricing }), of(a, 'sent')] })
    const second = callback(OURS, {
      statuses: [of(a, 'delivered'), of(c, 'failed', { errors: [{ code: 131049, title: 'x' }] })],
    })
    const both = { ...first, entry: [...first.entry, ...second.entry] }
    for (const body of [both, first, second, both]) {
      expect((await ours.post(body, SECRET)).status).toBe(200)
    }
    await ours.drain()
    const states = await Promise.all(ids.map((id) => stateOf(company, id)))
    expect(states.map((state) => state.status)).toEqual(['read', 'delivered', 'failed'])
    expect(states[2]?.last_error).toMatch(/^WhatsApp 131049: /)
  })

  it('is known by our key before its own send has returned, and says the provider’s id', async ({ expect }) => {
    const company = await aCompany()
    const id = await aDelivery(company, 'queued')
    const report = status(`${company.tenantId}/${id}`, 'delivered', {
      recipient_id: undefined,
      recipient_user_id: 'US.13491208655302741918',
    })
    await ours.post(callback(OURS, { statuses: [report] }), SECRET)
    await ours.drain()
    expect(await stateOf(company, id)).toMatchObject({ status: 'delivered', provider_message_id: report.id })
  })

  it('suppresses a number that is not on WhatsApp', async ({ expect }) => {
    const company = await aCompany()
    const id = await aDelivery(company)
    const errors = [{ code: 131026, title: 'Message undeliverable', message: 'to 16505551234' }]
    await ours.post(callback(OURS, { statuses: [status(`${company.tenantId}/${id}`, 'failed', { errors })] }), SECRET)
    await ours.drain()
    const state = await stateOf(company, id)
    expect(state.status).toBe('failed')
    expect(state.last_error).not.toContain('16505551234')
    const tenant = await tenantOf(company)
    const { suppressions } = ours.house.tenant(tenant, { kind: 'public' }, 'api')
    expect(await suppressions.find('whatsapp', '+16505551234')).toMatchObject({ reason: 'bounced' })
  })

  it('of a company’s own number without a key is known by the provider’s id', async ({ expect }) => {
    const company = await aCompany()
    const number = aNumber()
    await ownNumber(company, number, 'own-secret')
    const report = status(null, 'read')
    const id = await aDelivery(company, 'sent', report.id)
    await ours.post(callback(number, { statuses: [report] }), 'own-secret')
    await ours.drain()
    expect((await stateOf(company, id)).status).toBe('read')
  })

  it('is worked by the Worker’s own queue', async ({ expect }) => {
    const company = await aCompany()
    const number = aNumber()
    await ownNumber(company, number, 'own-secret')
    const id = await aDelivery(company)
    const raw = JSON.stringify(callback(number, { statuses: [status(`${company.tenantId}/${id}`, 'delivered')] }))
    const headers = { 'x-hub-signature-256': `sha256=${hmacSha256Hex('own-secret', raw)}` }
    expect((await call('POST', PATH, { raw, headers })).status).toBe(200)
    expect(await until(async () => (await stateOf(company, id)).status === 'delivered')).toBe(true)
  })

  it('changes nothing of a company whose number or secret it is not', async ({ expect }) => {
    const [victim, thief] = [await aCompany(), await aCompany()]
    const [theirs, number] = [aNumber(), aNumber()]
    await ownNumber(victim, theirs, 'secret-of-the-victim')
    await ownNumber(thief, number, 'secret-of-the-thief')
    const [id, plain] = [await aDelivery(victim), status(null, 'read')]
    const byId = await aDelivery(victim, 'sent', plain.id)
    const statuses = [status(`${victim.tenantId}/${id}`, 'failed', { errors: [{ code: 131026 }] }), plain]
    // From the thief's number: under the thief's own secret, and under the deployment's, whose app it might be.
    await ours.post(callback(number, { statuses }), 'secret-of-the-thief')
    await ours.post(callback(number, { statuses }), SECRET)
    // And with the victim's number written down as the thief's own.
    await ownNumber(thief, theirs, 'secret-of-the-thief')
    expect((await ours.post(callback(theirs, { statuses }), 'secret-of-the-thief')).status).toBe(200)
    const mixed = callback(theirs, { statuses })
    await ours.post({ ...mixed, entry: [...mixed.entry, ...callback(OURS, { statuses }).entry] }, 'secret-of-the-thief')
    await ours.drain()
    expect([(await stateOf(victim, id)).status, (await stateOf(victim, byId)).status]).toEqual(['sent', 'sent'])
    // The same from where it may come: then it counts.
    await ours.post(callback(theirs, { statuses }), 'secret-of-the-victim')
    await ours.drain()
    expect([(await stateOf(victim, id)).status, (await stateOf(victim, byId)).status]).toEqual(['failed', 'read'])
  })

  it('with a key that is none of ours, or of nobody, changes nothing and is worked', async ({ expect }) => {
    const keys = [
      'answer/wamid.1',
      'ten_1/dlv_1',
      "x' OR 1=1",
      `ten_${'0'.repeat(26)}/dlv_${'0'.repeat(26)}`,
      'k'.repeat(900),
    ]
    await ours.post(callback(OURS, { statuses: keys.map((key) => status(key, 'read')) }), SECRET)
    expect((await ours.drain()).map(({ acknowledged, retried }) => [acknowledged, retried])).toEqual([[['m0'], {}]])
  })
})

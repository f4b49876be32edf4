import { env } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import { PHOTO_JPEG, PHOTO_PNG } from '../fixtures/images.ts'
import { aDoorstep, aParcelAt, base64, pictureKeys, rowsOf, toldOf } from '../harness/doorstep.ts'
import { aPerson, send } from '../harness/people.ts'
import { aCompany, call } from '../harness/wire.ts'

const BETO = { receiver_name: 'Beto Ruiz' }
const COD = { payment_method: 'cod', cod_amount: { amount: 4500, currency: 'EUR' } }

describe('PUT /courier/deliver/{shipment_id}', () => {
  it('hands a shipment over, with its proof', async ({ expect }) => {
    const { company, courier, shipmentId } = await aDoorstep()
    const { status, body } = await courier.put(`/courier/deliver/${shipmentId}`, {
      ...BETO,
      note: 'With the neighbour',
      latitude: -34.6037,
      longitude: -58.3816,
      signature: base64(PHOTO_PNG),
      photo: `data:image/png;base64,${base64(PHOTO_JPEG)}`,
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({ id: shipmentId, status: 'delivered' })
    expect(body.delivered_at).toBe(body.proof.created_at)
    expect(body.proof).toMatchObject({
      kind: 'delivery',
      receiver_name: 'Beto Ruiz',
      note: 'With the neighbour',
      latitude: -34.6037,
      longitude: -58.3816,
      has_signature: true,
      has_photo: true,
      courier: courier.userId,
    })
    const timeline = (await company.get(`/shipments/${shipmentId}/events`)).body.data
    expect(timeline.at(-1)).toMatchObject({ status: 'delivered', code: 'DLV', source: 'courier', note: null })
    expect(await toldOf(shipmentId)).toContain('shipment.delivered')
  })

  it('keeps the pictures under the tenant, typed by what they are, without the place they tell', async ({ expect }) => {
    const { company, courier, shipmentId } = await aDoorstep()
    const { body } = await courier.put(`/courier/deliver/${shipmentId}`, { ...BETO, photo: base64(PHOTO_JPEG) })
    const key = `tenants/${company.tenantId}/proofs/${shipmentId}/${body.proof.id}/photo`
    const object = await env.FILES.get(key)
    expect(object?.httpMetadata?.contentType).toBe('image/jpeg')
    const text = new TextDecoder('latin1').decode(await object?.arrayBuffer())
    expect(text).not.toMatch(/SecretCam|GPS|adobe/)
  })

  it('takes a form with files', async ({ expect }) => {
    const { courier, shipmentId } = await aDoorstep(COD)
    const form = new FormData()
    form.set('receiver_name', 'Beto Ruiz')
    form.set('latitude', '-34.6')
    form.set('longitude', '-58.4')
    form.set('cod_collected', '{"amount":4500,"currency":"EUR"}')
    form.set('photo', new File([PHOTO_JPEG], 'photo.png', { type: 'text/html' }))
    const path = `/api/v1/courier/deliver/${shipmentId}`
    const { status, body } = await send('PUT', path, { token: courier.token, body: form })
    expect(status).toBe(200)
    expect(body.proof).toMatchObject({ latitude: -34.6, has_photo: true, has_signature: false, cod_amount: 4500 })
    expect(body.payment_status).toBe('paid')
  })

  it('told twice is one delivery: the same shipment, the same proof, and nothing written', async ({ expect }) => {
    const { company, courier, shipmentId } = await aDoorstep()
    const first = await courier.put(`/courier/deliver/${shipmentId}`, { ...BETO, photo: base64(PHOTO_JPEG) })
    const kept = await pictureKeys(company)
    const again = await courier.put(`/courier/deliver/${shipmentId}`, { ...BETO, photo: base64(PHOTO_JPEG) })
    expect([again.status, again.text]).toEqual([200, first.text])
    const other = await company.put(`/courier/deliver/${shipmentId}`, { receiver_name: 'Someone else' })
    expect([other.status, other.text]).toEqual([200, first.text])
    expect(await pictureKeys(company)).toEqual(kept)
    expect(await rowsOf('proofs', shipmentId)).toHaveLength(1)
    expect((await toldOf(shipmentId)).filter((type) => type === 'shipment.delivered')).toHaveLength(1)
  })

  it('told by ten at the same time is one delivery, and one payment', async ({ expect }) => {
    const { courier, shipmentId } = await aDoorstep(COD)
    const told = { ...BETO, cod_collected: COD.cod_amount, signature: base64(PHOTO_PNG) }
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => courier.put(`/courier/deliver/${shipmentId}`, told)),
    )
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200))
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect(await rowsOf('proofs', shipmentId)).toHaveLength(1)
    expect(await rowsOf('payments', shipmentId)).toHaveLength(1)
    const types = await toldOf(shipmentId)
    expect(types.filter((type) => type === 'shipment.delivered')).toHaveLength(1)
    expect(types.filter((type) => type === 'shipment.payment')).toHaveLength(1)
  })

  it('gives one that was called delivered without a proof its proof, and no second delivery', async ({ expect }) => {
    const { company, courier, shipmentId } = await aDoorstep()
    const called = await company.post(`/shipments/${shipmentId}/transitions`, { to: 'delivered' })
    const { status, body } = await courier.put(`/courier/deliver/${shipmentId}`, BETO)
    expect([status, body.version, body.proof.receiver_name]).toEqual([200, called.body.version, 'Beto Ruiz'])
    expect((await toldOf(shipmentId)).filter((type) => type === 'shipment.delivered')).toHaveLength(1)
  })

  it('gives it one proof, told by ten at the same time', async ({ expect }) => {
    const { company, courier, shipmentId } = await aDoorstep()
    await company.post(`/shipments/${shipmentId}/transitions`, { to: 'delivered' })
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => courier.put(`/courier/deliver/${shipmentId}`, BETO)),
    )
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
    expect(answers[0]?.status).toBe(200)
    expect(await rowsOf('proofs', shipmentId)).toHaveLength(1)
  })

  for (const at of ['arrived', 'available_for_pickup', 'out_for_delivery'] as const) {
    it(`delivers from ${at} in one step`, async ({ expect }) => {
      const { company, courier, shipmentId } = await aDoorstep({}, at)
      expect((await courier.put(`/courier/deliver/${shipmentId}`, BETO)).body.status).toBe('delivered')
      const { data } = (await company.get(`/shipments/${shipmentId}/events`)).body
      expect(data.slice(-2).map((line: { status: string }) => line.status)).toEqual([at, 'delivered'])
    })
  }

  it('takes one out once more that had failed, as its table asks', async ({ expect }) => {
    const { company, courier, shipmentId } = await aDoorstep({}, 'delivery_failed')
    const { body } = await courier.put(`/courier/deliver/${shipmentId}`, BETO)
    const { data } = (await company.get(`/shipments/${shipmentId}/events`)).body
    expect(data.slice(-3).map((line: { status: string }) => line.status)).toEqual([
      'delivery_failed',
      'out_for_delivery',
      'delivered',
    ])
    expect(body.version).toBe((await company.get(`/shipments/${shipmentId}`)).body.version)
  })

  for (const at of ['created', 'received', 'customs_hold'] as const) {
    it(`is refused from ${at}, with what is allowed`, async ({ expect }) => {
      const { courier, shipmentId } = await aDoorstep({}, at)
      const { status, body } = await courier.put(`/courier/deliver/${shipmentId}`, BETO)
      expect([status, body.code]).toEqual([409, 'invalid_transition'])
      expect(body.allowed).not.toContain('delivered')
      expect(await rowsOf('proofs', shipmentId)).toEqual([])
    })
  }

  it('is a 404 for another courier’s parcel and another company’s, and lets staff deliver any', async ({ expect }) => {
    const { company, shipmentId } = await aDoorstep()
    const colleague = await aPerson(company, 'courier')
    const stranger = await aCompany()
    const strange = await aPerson(stranger, 'courier')
    for (const who of [colleague, stranger, strange]) {
      const { status, body } = await who.put(`/courier/deliver/${shipmentId}`, BETO)
      expect([status, body.code]).toEqual([404, 'not_found'])
    }
    expect(await rowsOf('proofs', shipmentId)).toEqual([])
    const operator = await aPerson(company, 'operator')
    expect((await operator.put(`/courier/deliver/${shipmentId}`, BETO)).status).toBe(200)
  })

  it('is a 403 for a customer, even for a parcel of his own', async ({ expect }) => {
    const { company, courier } = await aDoorstep()
    const customer = await aPerson(company, 'customer')
    const { shipmentId } = await aParcelAt(company, courier, { customer_user_id: customer.userId })
    for (const answer of [
      await customer.put(`/courier/deliver/${shipmentId}`, BETO),
      await customer.post(`/courier/attempts/${shipmentId}`, { reason: 'not_home' }),
      await customer.get('/courier/bags'),
      await customer.get('/courier/shipments'),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([403, 'forbidden'])
    }
  })

  it('never tells the public who took it', async ({ expect }) => {
    const { courier, shipmentId, trackingId } = await aDoorstep()
    await courier.put(`/courier/deliver/${shipmentId}`, { receiver_name: 'Zoraida Quispe', note: 'blue door' })
    for (const path of [`/api/v1/track/${trackingId}`, `/api/v2/track/${trackingId}`, `/t/${trackingId}`]) {
      const { status, text } = await call('GET', path)
      expect(status).toBe(200)
      expect(text).not.toMatch(/Zoraida|Quispe|blue door/)
    }
  })

  it('says in version 2 what was collected as money', async ({ expect }) => {
    const { courier, shipmentId } = await aDoorstep(COD)
    const { body } = await call('PUT', `/api/v2/courier/deliver/${shipmentId}`, {
      body: { ...BETO, cod_collected: COD.cod_amount },
      token: courier.token,
    })
    expect(body.tracking.substatus).toBe('delivered')
    expect(body.proof.cod_collected).toEqual({ amount: 4500, currency: 'EUR' })
  })
})

describe('cash on delivery', () => {
  it('is paid by being delivered, in the same commit', async ({ expect }) => {
    const { courier, shipmentId } = await aDoorstep(COD)
    const { body } = await courier.put(`/courier/deliver/${shipmentId}`, { ...BETO, cod_collected: COD.cod_amount })
    expect([body.status, body.payment_status]).toEqual(['delivered', 'paid'])
    expect(body.proof).toMatchObject({ cod_amount: 4500, cod_currency: 'EUR' })
    expect(await rowsOf('payments', shipmentId)).toMatchObject([
      { from_status: 'pending', to_status: 'paid', amount: 4500, currency: 'EUR', actor: courier.userId },
    ])
    const audit = (await rowsOf('audit_log', shipmentId, 'subject_id')).map(({ action }) => action)
    expect(audit).toEqual(expect.arrayContaining(['shipment.delivered', 'shipment.payment_paid']))
  })

  const WRONG: readonly (readonly [string, unknown, string])[] = [
    ['missing', undefined, '/cod_collected'],
    ['too little', { amount: 4499, currency: 'EUR' }, '/cod_collected/amount'],
    ['too much', { amount: 4501, currency: 'EUR' }, '/cod_collected/amount'],
    ['in another currency', { amount: 4500, currency: 'USD' }, '/cod_collected/currency'],
    ['a fraction', { amount: 45.5, currency: 'EUR' }, '/cod_collected/amount'],
  ]
  for (const [what, collected, pointer] of WRONG) {
    it(`is not delivered when the money is ${what}`, async ({ expect }) => {
      const { company, courier, shipmentId } = await aDoorstep(COD)
      const told = { ...BETO, ...(collected !== undefined && { cod_collected: collected }), photo: base64(PHOTO_JPEG) }
      const kept = await pictureKeys(company)
      const { status, body } = await courier.put(`/courier/deliver/${shipmentId}`, told)
      expect([status, body.errors?.[0]?.pointer]).toEqual([422, pointer])
      expect((await company.get(`/shipments/${shipmentId}`)).body).toMatchObject({
        status: 'out_for_delivery',
        payment_status: 'pending',
      })
      expect(await pictureKeys(company)).toEqual(kept)
    })
  }

  it('asks for what is left when a part was paid before', async ({ expect }) => {
    const { company, courier, shipmentId } = await aDoorstep(COD)
    const part = { to: 'partially_paid', amount: { amount: 1500, currency: 'EUR' } }
    expect((await company.post(`/shipments/${shipmentId}/payment`, part)).status).toBe(200)
    const all = await courier.put(`/courier/deliver/${shipmentId}`, { ...BETO, cod_collected: COD.cod_amount })
    expect([all.status, all.body.detail]).toEqual([422, expect.stringContaining('3000 EUR')])
    const rest = { ...BETO, cod_collected: { amount: 3000, currency: 'EUR' } }
    expect((await courier.put(`/courier/deliver/${shipmentId}`, rest)).body.payment_status).toBe('paid')
  })

  it('collects after a payment that failed, by way of pending', async ({ expect }) => {
    const { company, courier, shipmentId } = await aDoorstep(COD)
    await company.post(`/shipments/${shipmentId}/payment`, { to: 'failed' })
    await courier.put(`/courier/deliver/${shipmentId}`, { ...BETO, cod_collected: COD.cod_amount })
    const steps = (await rowsOf('payments', shipmentId)).map(({ from_status, to_status }) => [from_status, to_status])
    expect(steps).toEqual([
      ['pending', 'failed'],
      ['failed', 'pending'],
      ['pending', 'paid'],
    ])
  })

  it('collects nothing for what is prepaid, paid already or waived', async ({ expect }) => {
    const { company, courier, shipmentId: prepaid } = await aDoorstep()
    const { shipmentId: paid } = await aParcelAt(company, courier, COD)
    const { shipmentId: waived } = await aParcelAt(company, courier, COD)
    await company.post(`/shipments/${paid}/payment`, { to: 'paid' })
    await company.post(`/shipments/${waived}/payment`, { to: 'waived' })
    for (const id of [prepaid, paid, waived]) {
      const money = await courier.put(`/courier/deliver/${id}`, { ...BETO, cod_collected: COD.cod_amount })
      expect([money.status, money.body.errors?.[0]?.pointer]).toEqual([422, '/cod_collected'])
      expect((await courier.put(`/courier/deliver/${id}`, BETO)).status).toBe(200)
    }
  })
})

import { describe, it } from 'vitest'
import { PHOTO_JPEG } from '../fixtures/images.ts'
import { aDoorstep, base64, pictureKeys, rowsOf, toldOf } from '../harness/doorstep.ts'
import { aPerson, send } from '../harness/people.ts'
import { aCompany } from '../harness/wire.ts'

const NOBODY = { reason: 'not_home', note: 'Rang twice' }

describe('POST /courier/attempts/{shipment_id}', () => {
  for (const reason of ['not_home', 'refused', 'address_issue', 'damaged', 'other']) {
    it(`keeps why it failed: ${reason}`, async ({ expect }) => {
      const { company, courier, shipmentId } = await aDoorstep()
      const { status, body } = await courier.post(`/courier/attempts/${shipmentId}`, { reason })
      expect([status, body.status]).toEqual([200, 'delivery_failed'])
      expect(body.proof).toMatchObject({ kind: 'attempt', reason, receiver_name: null, has_photo: false })
      const { data } = (await company.get(`/shipments/${shipmentId}/events`)).body
      expect(data.at(-1)).toMatchObject({
        status: 'delivery_failed',
        reason_code: reason,
        source: 'courier',
        note: null,
      })
      expect(await toldOf(shipmentId)).toContain('shipment.delivery_failed')
    })
  }

  it('is one when it is retried under its Idempotency-Key, byte for byte', async ({ expect }) => {
    const { courier, shipmentId } = await aDoorstep()
    const told = { ...NOBODY, photo: base64(PHOTO_JPEG) }
    const key = { 'idempotency-key': 'monday' }
    const first = await courier.post(`/courier/attempts/${shipmentId}`, told, key)
    const again = await courier.post(`/courier/attempts/${shipmentId}`, told, key)
    expect([first.status, again.status, again.text]).toEqual([200, 200, first.text])
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(await rowsOf('proofs', shipmentId)).toHaveLength(1)
  })

  it('is one of ten concurrent retries', async ({ expect }) => {
    const { courier, shipmentId } = await aDoorstep()
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        courier.post(`/courier/attempts/${shipmentId}`, NOBODY, { 'idempotency-key': 'one' }),
      ),
    )
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
    expect(await rowsOf('proofs', shipmentId)).toHaveLength(1)
    expect((await toldOf(shipmentId)).filter((type) => type === 'shipment.delivery_failed')).toHaveLength(1)
  })

  it('is one when the same is told again without a key, and refused when something else is', async ({ expect }) => {
    const { courier, shipmentId } = await aDoorstep()
    const first = await courier.post(`/courier/attempts/${shipmentId}`, NOBODY)
    const again = await courier.post(`/courier/attempts/${shipmentId}`, NOBODY)
    expect([again.status, again.text]).toEqual([200, first.text])
    const other = await courier.post(`/courier/attempts/${shipmentId}`, { reason: 'refused' })
    expect([other.status, other.body.code]).toEqual([409, 'invalid_transition'])
    expect(other.body.allowed).toContain('out_for_delivery')
    expect(await rowsOf('proofs', shipmentId)).toHaveLength(1)
  })

  it('is another one after the parcel went out once more', async ({ expect }) => {
    const { company, courier, shipmentId } = await aDoorstep()
    for (const day of [1, 2, 3]) {
      await company.post(`/shipments/${shipmentId}/transitions`, { to: 'out_for_delivery' })
      const { status } = await courier.post(`/courier/attempts/${shipmentId}`, NOBODY)
      expect([day, status]).toEqual([day, 200])
    }
    expect(await rowsOf('proofs', shipmentId)).toHaveLength(3)
    expect((await company.get(`/shipments/${shipmentId}/attempts`)).body.data).toHaveLength(3)
  })

  it('is refused unless the parcel is out for delivery', async ({ expect }) => {
    const { courier, shipmentId } = await aDoorstep({}, 'arrived')
    const { status, body } = await courier.post(`/courier/attempts/${shipmentId}`, NOBODY)
    expect([status, body.code]).toEqual([409, 'invalid_transition'])
  })

  it('is a 404 for another courier and another company', async ({ expect }) => {
    const { company, shipmentId } = await aDoorstep()
    const colleague = await aPerson(company, 'courier')
    const stranger = await aCompany()
    for (const who of [colleague, stranger]) {
      expect((await who.post(`/courier/attempts/${shipmentId}`, NOBODY)).status).toBe(404)
    }
    expect(await rowsOf('proofs', shipmentId)).toEqual([])
  })

  const BAD = [
    ['an unknown reason', { reason: 'rain' }, '/reason'],
    ['no reason', {}, '/reason'],
    ['a note of 10,000 characters', { ...NOBODY, note: 'x'.repeat(10_000) }, '/note'],
    ['a photo that is HTML', { ...NOBODY, photo: btoa('<html></html>') }, '/photo'],
    ['a receiver', { ...NOBODY, receiver_name: 'Beto' }, '/receiver_name'],
  ] as const
  it('names each wrong field, and keeps nothing', async ({ expect }) => {
    const { company, courier, shipmentId } = await aDoorstep()
    const kept = await pictureKeys(company)
    for (const [what, told, pointer] of BAD) {
      const { status, body } = await courier.post(`/courier/attempts/${shipmentId}`, told)
      expect([what, status, body.errors?.[0]?.pointer]).toEqual([what, 422, pointer])
    }
    expect(await rowsOf('proofs', shipmentId)).toEqual([])
    expect(await pictureKeys(company)).toEqual(kept)
  })

  it('takes JSON only, a photo of more than 1 MiB too, and no more than 10 MiB', async ({ expect }) => {
    const { courier, shipmentId } = await aDoorstep()
    const path = `/api/v1/courier/attempts/${shipmentId}`
    const form = new FormData()
    form.set('reason', 'other')
    expect((await send('POST', path, { token: courier.token, body: form })).status).toBe(415)
    const photo = (bytes: number) => ({ reason: 'other', photo: 'A'.repeat(bytes) })
    expect((await courier.post(`/courier/attempts/${shipmentId}`, photo(2_000_000))).status).toBe(422)
    expect((await courier.post(`/courier/attempts/${shipmentId}`, photo(11_000_000))).status).toBe(413)
  })
})

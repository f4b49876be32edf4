import { describe, it } from 'vitest'
import { PHOTO_JPEG, PHOTO_PNG } from '../fixtures/images.ts'
import { aDoorstep, base64, pictureKeys, rowsOf } from '../harness/doorstep.ts'
import { send } from '../harness/people.ts'

const BETO = { receiver_name: 'Beto Ruiz' }
const HTML = new TextEncoder().encode('<!doctype html><script>alert(1)</script>')
const MEBIBYTE = 1024 * 1024

const BAD: readonly (readonly [string, Readonly<Record<string, unknown>>, string])[] = [
  ['no receiver', { receiver_name: undefined }, '/receiver_name'],
  ['an empty receiver', { receiver_name: '  ' }, '/receiver_name'],
  ['a receiver with a line break', { receiver_name: 'Beto\nRuiz' }, '/receiver_name'],
  ['a receiver of 10,000 characters', { receiver_name: 'x'.repeat(10_000) }, '/receiver_name'],
  ['latitude 91', { latitude: 91, longitude: 0 }, '/latitude'],
  ['longitude -181', { latitude: 0, longitude: -181 }, '/longitude'],
  ['a latitude in words', { latitude: 'north', longitude: 0 }, '/latitude'],
  ['half a place', { latitude: 10 }, '/longitude'],
  ['HTML in the place of a picture', { photo: base64(HTML) }, '/photo'],
  ['HTML that calls itself a PNG', { photo: `data:image/png;base64,${base64(HTML)}` }, '/photo'],
  ['HTML behind the first bytes of a PNG', { signature: base64(behindPng(HTML)) }, '/signature'],
  ['a picture that is cut off', { photo: base64(PHOTO_JPEG.subarray(0, 600)) }, '/photo'],
  ['a picture that is no base64', { photo: 'not base64!' }, '/photo'],
  ['an empty picture', { photo: '' }, '/photo'],
  ['a field nobody knows', { surprise: 1 }, '/surprise'],
]

function behindPng(bytes: Uint8Array): Uint8Array {
  const signed = new Uint8Array(bytes.length + 8)
  signed.set(PHOTO_PNG.subarray(0, 8))
  signed.set(bytes, 8)
  return signed
}

describe('a delivery that cannot be taken', () => {
  for (const [what, change, pointer] of BAD) {
    it(`names the field of ${what}`, async ({ expect }) => {
      const { company, courier, shipmentId } = await aDoorstep()
      const kept = await pictureKeys(company)
      const { status, body } = await courier.put(`/courier/deliver/${shipmentId}`, { ...BETO, ...change })
      expect(status).toBe(422)
      expect(body.errors.map((each: { pointer: string }) => each.pointer)).toContain(pointer)
      expect((await company.get(`/shipments/${shipmentId}`)).body.status).toBe('out_for_delivery')
      expect(await rowsOf('proofs', shipmentId)).toEqual([])
      expect(await pictureKeys(company)).toEqual(kept)
    })
  }

  it('names both pictures when neither can be kept', async ({ expect }) => {
    const { courier, shipmentId } = await aDoorstep()
    const told = { ...BETO, photo: base64(HTML), signature: base64(HTML) }
    const { body } = await courier.put(`/courier/deliver/${shipmentId}`, told)
    expect(body.errors.map((each: { pointer: string }) => each.pointer)).toEqual(['/signature', '/photo'])
  })

  async function sent(body: BodyInit, headers?: Readonly<Record<string, string>>) {
    const { courier, shipmentId } = await aDoorstep()
    const path = `/api/v1/courier/deliver/${shipmentId}`
    return send('PUT', path, { token: courier.token, body, ...(headers && { headers }) })
  }
  const form = (fields: Readonly<Record<string, string | File>>) => {
    const made = new FormData()
    for (const [name, value] of Object.entries(fields)) made.set(name, value)
    return made
  }

  const BAD_FORMS: readonly (readonly [string, Readonly<Record<string, string | File>>, string])[] = [
    ['HTML as a PNG file', { ...BETO, photo: new File([HTML], 'a.png', { type: 'image/png' }) }, '/photo'],
    ['a picture as text', { ...BETO, photo: 'a picture' }, '/photo'],
    ['a receiver as a file', { receiver_name: new File(['Beto'], 'name.txt') }, '/receiver_name'],
    ['an empty latitude', { ...BETO, latitude: '', longitude: '1' }, '/latitude'],
    ['latitude 91', { ...BETO, latitude: '91', longitude: '1' }, '/latitude'],
    ['money that is no JSON', { ...BETO, cod_collected: '45 EUR' }, '/cod_collected'],
    ['money without a currency', { ...BETO, cod_collected: '{"amount":4500}' }, '/cod_collected/currency'],
    ['a field nobody knows', { ...BETO, surprise: '1' }, '/surprise'],
  ]
  for (const [what, fields, pointer] of BAD_FORMS) {
    it(`names the field of ${what} in a form`, async ({ expect }) => {
      const { status, body } = await sent(form(fields))
      expect(status).toBe(422)
      expect(body.errors.map((each: { pointer: string }) => each.pointer)).toContain(pointer)
    })
  }

  it('refuses two photos where one goes', async ({ expect }) => {
    const two = form(BETO)
    two.append('photo', new File([PHOTO_JPEG], '1.jpg'))
    two.append('photo', new File([PHOTO_JPEG], '2.jpg'))
    expect((await sent(two)).status).toBe(422)
  })

  it('answers 400 to a form that is cut off, has no boundary, or is no form', async ({ expect }) => {
    const whole = new Response(form({ ...BETO, photo: new File([PHOTO_JPEG], 'photo.jpg') }))
    const type = whole.headers.get('content-type') ?? ''
    const bytes = await whole.arrayBuffer()
    for (const [body, contentType] of [
      [bytes.slice(0, bytes.byteLength - 200), type],
      [bytes, 'multipart/form-data'],
      ['nonsense', type],
    ] as const) {
      const answer = await sent(body, { 'content-type': contentType })
      expect([answer.status, answer.body.code]).toEqual([400, 'malformed_request'])
    }
  })

  it('answers 415 to other media types, 400 to broken JSON', async ({ expect }) => {
    for (const type of ['image/png', 'text/plain', 'application/x-www-form-urlencoded']) {
      const answer = await sent('receiver_name=Beto', { 'content-type': type })
      expect([answer.status, answer.body.code]).toEqual([415, 'unsupported_media_type'])
    }
    const broken = await sent('{"receiver_name":', { 'content-type': 'application/json' })
    expect([broken.status, broken.body.code]).toEqual([400, 'malformed_request'])
  })

  it('answers 413 to more than 10 MiB, whether its length is told or not, and not to 2 MiB', async ({ expect }) => {
    const large = form({ ...BETO, photo: new File([new Uint8Array(10 * MEBIBYTE)], 'large.jpg') })
    const answer = await sent(large)
    expect([answer.status, answer.body.code]).toEqual([413, 'payload_too_large'])

    const whole = new Response(large)
    const untold = await sent(whole.body ?? '', { 'content-type': whole.headers.get('content-type') ?? '' })
    expect(untold.status).toBe(413)

    // Not too large, but no picture either: it was parsed.
    const two = form({ ...BETO, photo: new File([new Uint8Array(2 * MEBIBYTE)], 'zeros.jpg') })
    expect((await sent(two)).status).toBe(422)
  })
})

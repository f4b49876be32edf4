import { env } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import { configOf } from '../../src/core/config.ts'
import { cleanImage } from '../../src/core/images/clean-image.ts'
import { createFileTokens } from '../../src/core/security/file-tokens.ts'
import { PHOTO_JPEG, PHOTO_PNG, PHOTO_WEBP } from '../fixtures/images.ts'
import { aDoorstep, aParcelAt, base64 } from '../harness/doorstep.ts'
import { aPerson, fetchPicture } from '../harness/people.ts'
import { aCompany, call } from '../harness/wire.ts'

const BETO = { receiver_name: 'Beto Ruiz' }
const pathOf = (url: string) => url.slice('https://aircourier.test'.length)

async function delivered(pictures: Readonly<Record<string, string>> = {}) {
  const door = await aDoorstep()
  const { status } = await door.courier.put(`/courier/deliver/${door.shipmentId}`, { ...BETO, ...pictures })
  if (status !== 200) throw new Error(`delivering answered ${status}`)
  return door
}

describe('GET /shipments/{id}/proof', () => {
  it('answers the proof, with links to its pictures for five minutes', async ({ expect }) => {
    const before = Date.now()
    const { company, courier, shipmentId } = await delivered({ photo: base64(PHOTO_JPEG) })
    const { status, body } = await company.get(`/shipments/${shipmentId}/proof`)
    expect(status).toBe(200)
    expect(body).toMatchObject({ ...BETO, kind: 'delivery', courier: courier.userId, signature_url: null })
    expect(body.photo_url).toMatch(/^https:\/\/aircourier\.test\/files\/[\w.-]+$/)
    const life = Date.parse(body.links_expire_at) - before
    expect(life).toBeGreaterThanOrEqual(5 * 60_000)
    expect(life).toBeLessThan(6 * 60_000)
  })

  it('is there for staff, its courier and its customer, and for nobody else', async ({ expect }) => {
    const { company, courier } = await aDoorstep()
    const customer = await aPerson(company, 'customer')
    const { shipmentId } = await aParcelAt(company, courier, { customer_user_id: customer.userId })
    await courier.put(`/courier/deliver/${shipmentId}`, BETO)
    for (const who of [company, await aPerson(company, 'operator'), courier, customer]) {
      expect((await who.get(`/shipments/${shipmentId}/proof`)).status).toBe(200)
    }
    const others = [await aPerson(company, 'courier'), await aPerson(company, 'customer'), await aCompany()]
    for (const who of others) {
      const { status, body } = await who.get(`/shipments/${shipmentId}/proof`)
      expect([status, body.code]).toEqual([404, 'not_found'])
      expect((await who.get(`/shipments/${shipmentId}/attempts`)).status).toBe(404)
    }
    expect((await call('GET', `/api/v1/shipments/${shipmentId}/proof`)).status).toBe(401)
  })

  it('is not there before the delivery, though attempts are', async ({ expect }) => {
    const { company, courier, shipmentId } = await aDoorstep()
    await courier.post(`/courier/attempts/${shipmentId}`, { reason: 'not_home', photo: base64(PHOTO_WEBP) })
    expect((await company.get(`/shipments/${shipmentId}/proof`)).status).toBe(404)
    const { data } = (await company.get(`/shipments/${shipmentId}/attempts`)).body
    expect(data).toMatchObject([{ kind: 'attempt', reason: 'not_home', has_photo: true }])
    const picture = await fetchPicture(data[0].photo_url)
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/webp'])
  })
})

describe('GET /files/{token}', () => {
  it('shows the picture to whoever has the link, so that a browser does nothing else with it', async ({ expect }) => {
    const { company, shipmentId } = await delivered({ signature: base64(PHOTO_PNG) })
    const { signature_url } = (await company.get(`/shipments/${shipmentId}/proof`)).body
    const { status, headers, bytes } = await fetchPicture(signature_url)
    expect(status).toBe(200)
    expect(bytes).toEqual(cleanImage(PHOTO_PNG)?.bytes)
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': 'inline',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
    })
  })

  it('is a 404, always the same, for a link that is forged, altered, expired, or leads nowhere', async ({ expect }) => {
    const { company, shipmentId } = await delivered({ photo: base64(PHOTO_JPEG) })
    const { photo_url } = (await company.get(`/shipments/${shipmentId}/proof`)).body
    const good = pathOf(photo_url)
    expect((await fetchPicture(photo_url)).status).toBe(200)
    const [key = '', expiry = '', mac = ''] = good.slice('/files/'.length).split('.')
    const tokens = createFileTokens({ keys: configOf(env).ENCRYPTION_KEYS })
    const stored = atob(key.replaceAll('-', '+').replaceAll('_', '/'))
    const bad = [
      `${btoa('logs/emails/1.json')}.${expiry}.${mac}`,
      `${key}.${(Date.now() + 1e9).toString(36)}.${mac}`,
      `${key}.${expiry}.${mac.slice(0, -1)}${mac.endsWith('A') ? 'B' : 'A'}`,
      `${key}.${expiry}`,
      key,
      'nothing',
      await tokens.tokenFor(stored, Date.now() - 1),
      await tokens.tokenFor(`${stored}-gone`, Date.now() + 60_000),
    ]
    const details = new Set<string>()
    for (const token of bad) {
      const { status, body } = await call('GET', `/files/${token}`)
      expect([token, status]).toEqual([token, 404])
      details.add(body.detail)
    }
    expect(details.size).toBe(1)
  })
})

import { env } from 'cloudflare:workers'
import { describe, it, vi } from 'vitest'
import {
  aDelivery,
  aNumber,
  aPhone,
  aSwitchboard,
  callback,
  ownNumber,
  stateOf,
  status,
  written,
} from '../harness/whatsapp.ts'
import { aCompany, call } from '../harness/wire.ts'

const SECRET = 'test_app_secret'
const OURS = aNumber()
const ours = aSwitchboard({
  WHATSAPP_APP_SECRET: SECRET,
  WHATSAPP_VERIFY_TOKEN: 'shown-to-meta',
  WHATSAPP_PHONE_NUMBER_ID: OURS,
})
const PATH = '/api/v1/notifications/webhook/whatsapp'

/** A body of Meta's, byte for byte, and what it signs it with under this secret. */
const VECTOR = {
  raw: '{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":"106540352242922"},"statuses":[{"id":"wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQUFERjg0NDEzNDdFODU3MUMxMAA=","status":"delivered","timestamp":"1750030074","recipient_id":"16505551234"}]},"field":"messages"}]}]}',
  signature: 'sha256=9b4c4ec190ffcd2bc5edd013a1462f8d6d4832cb994cdd0cd5f99b7a063fef61',
}

describe('Meta’s challenge', () => {
  const challenge = (query: string) => ours.deployment(`${PATH}?${query}`)

  it('is answered as it was sent to whoever knows the token', async ({ expect }) => {
    const answer = await challenge('hub.mode=subscribe&hub.verify_token=shown-to-meta&hub.challenge=1158201444')
    expect([answer.status, await answer.text(), answer.headers.get('content-type')]).toEqual([
      200,
      '1158201444',
      expect.stringContaining('text/plain'),
    ])
  })

  it('is refused to others', async ({ expect }) => {
    for (const query of [
      'hub.mode=subscribe&hub.verify_token=guessed&hub.challenge=1',
      'hub.mode=subscribe&hub.challenge=1',
      'hub.mode=unsubscribe&hub.verify_token=shown-to-meta&hub.challenge=1',
      '',
    ]) {
      expect((await challenge(query)).status).toBe(403)
    }
    const without = aSwitchboard({ WHATSAPP_APP_SECRET: SECRET })
    expect((await without.deployment(`${PATH}?hub.mode=subscribe&hub.verify_token=&hub.challenge=1`)).status).toBe(403)
  })
})

describe('a callback’s signature', () => {
  it('is read over the bytes as they came', async ({ expect }) => {
    expect(VECTOR.raw).toHaveLength(393)
    expect((await ours.post(null, SECRET, VECTOR)).status).toBe(200)
    const escaped = {
      raw: '{"a":"\\u00e4"}',
      signature: 'sha256=a104fd04f240f3226c911617d2d487230475cccb686df583ff32134b6e940688',
    }
    const plain = {
      raw: '{"a":"ä"}',
      signature: 'sha256=12b95ac8cc6b4b28b638128527b14221223e60fc0dfc5991cb12a0e2313fe651',
    }
    expect((await ours.post(null, SECRET, escaped)).status).toBe(200)
    expect((await ours.post(null, SECRET, plain)).status).toBe(200)
    expect((await ours.post(null, SECRET, { ...escaped, raw: plain.raw })).status).toBe(401)
    // Signed, but about nothing: answered, and nothing is queued.
    expect(ours.waiting.splice(0)).toHaveLength(1)
  })

  it('that is none is refused, and nothing is queued', async ({ expect }) => {
    const forged = aSwitchboard({ WHATSAPP_APP_SECRET: SECRET, WHATSAPP_PHONE_NUMBER_ID: OURS })
    const hex = VECTOR.signature.slice(7)
    for (const signature of [
      null,
      '',
      hex,
      `sha1=${hex}`,
      `sha256=${hex.slice(1)}`,
      `sha256=${'0'.repeat(64)}`,
      `${VECTOR.signature} `.replace('s', 'S'),
    ]) {
      const answer = await forged.post(null, SECRET, { ...VECTOR, signature })
      expect([signature, answer.status]).toEqual([signature, 401])
      expect(await answer.json()).toMatchObject({ code: 'unauthenticated' })
    }
    expect((await forged.post(null, SECRET, { ...VECTOR, raw: VECTOR.raw.replace('delivered', 'read') })).status).toBe(
      401,
    )
    expect((await forged.post(callback(OURS, {}), 'another_secret')).status).toBe(401)
    const unconfigured = aSwitchboard({})
    expect((await unconfigured.post(callback(OURS, {}), '')).status).toBe(401)
    expect((await unconfigured.post(callback(OURS, {}), SECRET)).status).toBe(401)
    expect([...forged.waiting, ...unconfigured.waiting]).toEqual([])
  })

  it('that is good is told to nobody who may not read: other fields and malformed bodies change nothing', async ({
    expect,
  }) => {
    expect(
      (await ours.post(callback(OURS, { event: 'APPROVED' }, 'message_template_status_update'), SECRET)).status,
    ).toBe(200)
    expect(
      (await ours.post(callback(OURS, { statuses: 'none', messages: [null, 7, { id: 1 }], contacts: [3] }), SECRET))
        .status,
    ).toBe(200)
    expect((await ours.post(null, SECRET, { raw: '{"object":' })).status).toBe(400)
    expect((await ours.drain()).flatMap(({ acknowledged }) => acknowledged)).toEqual(['m0', 'm1'])
  })
})

describe('a company’s own app secret', () => {
  it('signs for its own number and no other', async ({ expect }) => {
    const [company, other] = [await aCompany(), await aCompany()]
    const [mine, theirs] = [aNumber(), aNumber()]
    await ownNumber(company, mine, 'secret-of-mine')
    await ownNumber(other, theirs, 'secret-of-theirs')
    expect((await ours.post(callback(mine, {}), 'secret-of-mine')).status).toBe(200)
    expect(ours.waiting.splice(0)).toMatchObject([
      { signed_by: { deployment: false, tenants: [{ tenant_id: company.tenantId, phone_number_id: mine }] } },
    ])
    for (const [number, secret] of [
      [theirs, 'secret-of-mine'],
      [mine, 'secret-of-theirs'],
      [OURS, 'secret-of-mine'],
    ] as const) {
      expect((await ours.post(callback(number, {}), secret)).status).toBe(401)
    }
    expect(ours.waiting).toEqual([])
  })
})

describe('a large callback', () => {
  it('waits in R2, is worked, and is dropped there', async ({ expect }) => {
    const company = await aCompany()
    const id = await aDelivery(company)
    const phone = aPhone()
    const body = callback(OURS, {
      messages: [written(phone, `${'📦'.repeat(25_000)} STOP`)],
      statuses: [status(`${company.tenantId}/${id}`, 'delivered')],
    })
    expect(new TextEncoder().encode(JSON.stringify(body)).byteLength).toBeGreaterThan(100_000)
    expect((await ours.post(body, SECRET)).status).toBe(200)
    const [message] = ours.waiting as { body_key: string; body?: unknown }[]
    expect(message?.body).toBeUndefined()
    const key = message?.body_key ?? ''
    expect(await env.FILES.head(key)).not.toBeNull()
    const [letter] = ours.waiting
    await ours.drain()
    expect((await stateOf(company, id)).status).toBe('delivered')
    expect(await env.FILES.head(key)).toBeNull()
    // Redelivered after it was worked: nothing is left to do.
    expect((await ours.workOff([letter])).acknowledged).toEqual(['m0'])
  })

  it('of up to 3 MB is taken, and one beyond any of Meta’s is not', async ({ expect }) => {
    const filled = (bytes: number) => callback(OURS, { messages: [], padding: 'x'.repeat(bytes) })
    expect((await ours.post(filled(3_000_000), SECRET)).status).toBe(200)
    expect((await ours.post(filled(5_000_000), SECRET)).status).toBe(413)
    await ours.drain()
  })
})

it('logs no phone, no name and no text of who wrote', async ({ expect }) => {
  const lines: string[] = []
  const spies = (['log', 'info', 'warn', 'error'] as const).map((level) =>
    vi.spyOn(console, level).mockImplementation((...line) => void lines.push(JSON.stringify(line))),
  )
  const phone = aPhone()
  try {
    const contacts = [{ profile: { name: 'Sheena Nelson' }, wa_id: phone }]
    await ours.post(callback(OURS, { contacts, messages: [written(phone, 'secret words')] }), SECRET)
    await ours.drain()
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
  const text = lines.join('\n')
  expect(text).toContain('whatsapp_callback')
  for (const secret of [phone, 'Sheena', 'secret words', SECRET]) expect(text).not.toContain(secret)
})

it('stands in the description of the API', async ({ expect }) => {
  const { body } = await call('GET', '/openapi.json')
  const described = body.paths[PATH]
  expect(Object.keys(described).sort()).toEqual(['get', 'post'])
  expect(described.post.security).toEqual([])
})

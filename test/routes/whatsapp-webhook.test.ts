import { env } from 'cloudflare:workers'
import { describe, it, vi } from 'vitest'
import { hmacSha256Hex } from '../../src/core/security/signatures.ts'
import {
  aMessageId,
  aNumber,
  aPhone,
  aSwitchboard,
  callback,
  ownNumber,
  seconds,
  written,
} from '../harness/whatsapp.ts'
import { aCompany, type Company, call, until } from '../harness/wire.ts'

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

async function aDelivery(company: Company, status = 'sent', providerMessageId: string | null = null): Promise<string> {
  const house = ours.house
  const tenant = await house.findTenant(company.tenantId)
  const shard = tenant?.shard === 1 ? env.TENANT_DB_1 : env.TENANT_DB_0
  const id = house.tenant(tenant ?? never(), { kind: 'public' }, 'api').ids.make('dlv')
  await shard
    .prepare(
      `INSERT INTO deliveries (tenant_id, event_id, recipient, channel, id, status, provider_message_id, attempts, created_at, updated_at)
       VALUES (?, ?, '+16505551234', 'whatsapp', ?, ?, ?, 1, 0, 0)`,
    )
    .bind(company.tenantId, id.replace('dlv', 'ntf'), id, status, providerMessageId)
    .run()
  return id
}

function never(): never {
  throw new Error('the company that was just made is not there')
}

async function stateOf(company: Company, id: string) {
  const tenant = await ours.house.findTenant(company.tenantId)
  const shard = tenant?.shard === 1 ? env.TENANT_DB_1 : env.TENANT_DB_0
  const row = await shard
    .prepare('SELECT status, provider_message_id, last_error FROM deliveries WHERE tenant_id = ? AND id = ?')
    .bind(company.tenantId, id)
    .first<{ status: string; provider_message_id: string | null; last_error: string | null }>()
  return row ?? never()
}

const status = (key: string | null, what: string, more: Readonly<Record<string, unknown>> = {}) => ({
  id: aMessageId(),
  status: what,
  timestamp: seconds(Date.now()),
  recipient_id: '16505551234',
  ...(key !== null && { biz_opaque_callback_data: key }),
  ...more,
})

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
    const tenant = (await ours.house.findTenant(company.tenantId)) ?? never()
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

describe('who wrote', () => {
  async function contactOf(company: Company, number: string, phone: string) {
    const tenant = (await ours.house.findTenant(company.tenantId)) ?? never()
    const { whatsappContacts } = ours.house.tenant(tenant, { kind: 'public' }, 'api')
    return (await whatsappContacts.find(number, [`+${phone}`])).get(`+${phone}`)
  }
  const at = (minutes: number) => seconds(Date.now() - minutes * 60_000)

  it('may be written to freely for 24 hours: known at the number, not at another', async ({ expect }) => {
    const company = await aCompany()
    const phone = aPhone()
    const recent = at(3)
    await ours.post(
      callback(OURS, { messages: [{ ...written(phone, ''), type: 'image', image: { id: '1' }, timestamp: recent }] }),
      SECRET,
    )
    await ours.post(callback(OURS, { messages: [written(phone, 'hello', { timestamp: at(9) })] }), SECRET)
    await ours.post(
      callback(OURS, { messages: [{ ...written(phone, 'joined'), type: 'system', timestamp: at(0) }] }),
      SECRET,
    )
    await ours.drain()
    expect((await contactOf(company, OURS, phone))?.lastInboundAt).toBe(Number(recent) * 1000)
    expect((await contactOf(company, aNumber(), phone))?.lastInboundAt).toBeNull()
  })

  it('STOP is out at a number for every company that sends from it, whatever order STOP and START came in', async ({
    expect,
  }) => {
    const [company, other] = [await aCompany(), await aCompany()]
    const [phone, late] = [aPhone(), aPhone()]
    const say = (from: string, body: string, minutes: number) =>
      callback(OURS, { messages: [written(from, body, { timestamp: at(minutes) })] })
    await ours.post(say(phone, 'START', 20), SECRET)
    await ours.post(say(phone, 'stop', 10), SECRET)
    await ours.post(say(late, 'START', 5), SECRET)
    await ours.post(say(late, 'STOP', 10), SECRET)
    await ours.drain()
    for (const each of [company, other]) {
      expect((await contactOf(each, OURS, phone))?.optedOut).toBe(true)
      expect((await contactOf(each, OURS, late))?.optedOut).toBe(false)
    }
    await ours.post(say(phone, 'START', 1), SECRET)
    await ours.drain()
    expect((await contactOf(company, OURS, phone))?.optedOut).toBe(false)
  })

  it('without a phone is known by the provider’s id, and STOP counts for the phone once it is told', async ({
    expect,
  }) => {
    const company = await aCompany()
    const phone = aPhone()
    const user = `US.${crypto.randomUUID().replaceAll('-', '')}`
    const message = { ...written('', 'STOP'), from: undefined, from_user_id: user }
    const contacts = [{ profile: { name: 'Sheena', username: '@sheena' }, user_id: user }]
    await ours.post(callback(OURS, { contacts, messages: [message] }), SECRET)
    await ours.drain()
    expect((await contactOf(company, OURS, phone))?.optedOut).toBe(false)
    const told = [{ profile: { name: 'Sheena' }, wa_id: phone, user_id: user }]
    await ours.post(callback(OURS, { contacts: told, statuses: [status(null, 'read')] }), SECRET)
    await ours.drain()
    expect(await contactOf(company, OURS, phone)).toEqual({
      optedOut: true,
      lastInboundAt: Number(message.timestamp) * 1000,
    })
  })

  it('is found by the phone whatever the provider calls it', async ({ expect }) => {
    const company = await aCompany()
    const tail = aPhone().slice(-7)
    await ours.post(callback(OURS, { messages: [written(`5511 8${tail}`.replace(' ', ''), 'SAIR')] }), SECRET)
    await ours.drain()
    expect((await contactOf(company, OURS, `551198${tail}`))?.optedOut).toBe(true)
    // An oddity that no rule knows, learned from an answer of the provider.
    const [ours1, odd] = [aPhone(), aPhone()]
    const tenant = (await ours.house.findTenant(company.tenantId)) ?? never()
    const { whatsappContacts } = ours.house.tenant(tenant, { kind: 'public' }, 'api')
    await ours.post(callback(OURS, { messages: [written(odd, 'hi')] }), SECRET)
    await ours.drain()
    await whatsappContacts.learn(OURS, `+${ours1}`, odd, Date.now())
    expect((await contactOf(company, OURS, ours1))?.lastInboundAt).not.toBeNull()
    await ours.post(callback(OURS, { messages: [written(odd, 'STOP')] }), SECRET)
    await ours.drain()
    expect((await contactOf(company, OURS, ours1))?.optedOut).toBe(true)
  })

  it('to a company’s own number is nobody else’s, though another writes the number down as its own', async ({
    expect,
  }) => {
    const [company, thief] = [await aCompany(), await aCompany()]
    const number = aNumber()
    const phone = aPhone()
    await ownNumber(company, number, 'secret-of-the-company')
    await ownNumber(thief, number, 'secret-of-the-thief')
    await ours.post(callback(number, { messages: [written(phone, 'STOP')] }), 'secret-of-the-thief')
    await ours.drain()
    expect((await contactOf(company, number, phone))?.optedOut).toBe(false)
    await ours.post(callback(number, { messages: [written(phone, 'STOP')] }), 'secret-of-the-company')
    await ours.drain()
    expect((await contactOf(company, number, phone))?.optedOut).toBe(true)
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

import { describe, inject, it, vi } from 'vitest'
import { createWhatsAppCloudAdapter } from '../../../src/adapters/whatsapp/cloud-adapter.ts'
import type { WhatsAppMessage } from '../../../src/domain/notifications/channel-ports.ts'
import { DeliveryFailure, type DeliveryFailureKind } from '../../../src/domain/notifications/delivery-failure.ts'
import { WHATSAPP_TOKEN } from '../servers/accounts.ts'
import type { GraphMessage } from '../servers/graph.ts'

const MESSAGE: WhatsAppMessage = {
  to: '+16505551234',
  content: { type: 'text', body: 'Your parcel arrived in Frankfurt.' },
  deliveryKey: 'ten_1/dlv_1',
}

const adapter = (phoneNumberId: string, more: { timeoutMs?: number; accessToken?: string; baseUrl?: string } = {}) =>
  createWhatsAppCloudAdapter({
    baseUrl: inject('graphUrl'),
    graphVersion: 'v25.0',
    accessToken: WHATSAPP_TOKEN,
    ...more,
    phoneNumberId,
  })

async function taken(number: string): Promise<readonly GraphMessage[]> {
  return (await fetch(`${inject('graphUrl')}/taken?number=${number}`)).json()
}

async function failureOf(
  number: string,
  more: { timeoutMs?: number; accessToken?: string; baseUrl?: string } = {},
  message = MESSAGE,
): Promise<DeliveryFailure> {
  const error = await adapter(number, more)
    .send(message)
    .then(
      () => null,
      (thrown: unknown) => thrown,
    )
  if (error instanceof DeliveryFailure) return error
  throw new Error(`no DeliveryFailure from ${number}`)
}

describe('what the Cloud API is sent', () => {
  it('is text with our key, and the number as the provider spells it comes back', async ({ expect }) => {
    const sent = await adapter('text').send({ ...MESSAGE, to: '+5511987654321' })
    const [message] = await taken('text')
    expect(sent).toEqual({ messageId: message?.id, waId: '551187654321' })
    expect(message?.version).toBe('v25.0')
    expect(message?.body).toEqual({
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: '+5511987654321',
      type: 'text',
      text: { preview_url: false, body: 'Your parcel arrived in Frankfurt.' },
      biz_opaque_callback_data: 'ten_1/dlv_1',
    })
  })

  it('is a template with positional parameters, none of which is empty or breaks the line', async ({ expect }) => {
    const parameters = ['Ana\r\nBcc: x', '', 'arrived   in\tFrankfurt']
    await adapter('template').send({
      ...MESSAGE,
      content: { type: 'template', name: 'shipment_arrived', language: 'pt_BR', parameters },
    })
    const [message] = await taken('template')
    expect(message?.body.template).toEqual({
      name: 'shipment_arrived',
      language: { code: 'pt_BR' },
      components: [
        {
          type: 'body',
          parameters: [
            { type: 'text', text: 'Ana Bcc: x' },
            { type: 'text', text: '-' },
            { type: 'text', text: 'arrived in Frankfurt' },
          ],
        },
      ],
    })
    await adapter('bare').send({
      ...MESSAGE,
      content: { type: 'template', name: 'hello', language: 'en', parameters: [] },
    })
    expect((await taken('bare'))[0]?.body.template).toEqual({ name: 'hello', language: { code: 'en' } })
  })

  it('goes to the provider’s own id where somebody shows no number, and quotes what it answers', async ({ expect }) => {
    const to = 'US.13491208655302741918'
    const sent = await adapter('user').send({ ...MESSAGE, to, inReplyTo: 'wamid.in' })
    const [message] = await taken('user')
    expect(sent.waId).toBeNull()
    expect(message?.body).toMatchObject({ recipient: to, context: { message_id: 'wamid.in' } })
    expect(message?.body).not.toHaveProperty('to')
  })

  it('is cut at 4096 characters, between two of them', async ({ expect }) => {
    await adapter('long').send({ ...MESSAGE, content: { type: 'text', body: '✈️📦'.repeat(40_000) } })
    const [message] = await taken('long')
    expect(Array.from(message?.body.text.body)).toHaveLength(4096)
    expect(message?.body.text.body).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/)
    expect(message?.body.text.body.endsWith('…')).toBe(true)
  })
})

/** Every code of Meta's list, what it means, and the seconds to wait. */
const CODES: readonly (readonly [DeliveryFailureKind, readonly number[], (number | null)?])[] = [
  ['credentials', [0, 190, 3, 10, 200, 299, 131005, 368, 131031, 131042, 131045, 133000, 133010, 133016]],
  ['paused', [4, 80007], 60],
  ['paused', [130429], 10],
  ['paused', [131048], 3600],
  ['transient', [2, 131000, 131016]],
  ['transient', [131057], 300],
  ['transient', [131047], 120],
  ['transient', [131056], 4],
  ['transient', [1]],
  ['gone', [131026]],
  ['permanent', [33, 100, 131008, 131009, 131051, 131021, 131049, 131050, 130472, 131052, 131053, 131062]],
  ['permanent', [132000, 132001, 132005, 132007, 132012, 132015, 132016, 132068, 132069, 999_999]],
]

describe('a refusal of the Cloud API', () => {
  for (const [kind, codes, wait = null] of CODES) {
    it(`is ${kind} for ${codes.join(', ')}`, async ({ expect }) => {
      for (const code of codes) {
        const failure = await failureOf(`code-${code}`)
        expect([code, failure.kind, failure.retryAfterSeconds], failure.message).toEqual([code, kind, wait])
        expect(failure.message).toContain(String(code))
        expect(failure.message).not.toMatch(/16505551234|EAAG/)
      }
    })
  }

  it('waits four times as long at each try for one person, up to a bound, and a nameless one is given up at the second', async ({
    expect,
  }) => {
    const waits: (number | null)[] = []
    for (const attempt of [1, 2, 3, 9])
      waits.push((await failureOf('code-131056', {}, { ...MESSAGE, attempt })).retryAfterSeconds)
    expect(waits).toEqual([4, 16, 64, 4096])
    expect((await failureOf('code-1', {}, { ...MESSAGE, attempt: 2 })).kind).toBe('permanent')
  })

  it('waits as long as was asked for', async ({ expect }) => {
    const failure = await failureOf('limited-45')
    expect([failure.kind, failure.retryAfterSeconds]).toEqual(['paused', 45])
  })

  it('by a page or nothing is read from its status', async ({ expect }) => {
    const kinds: string[] = []
    for (const number of [
      'page-502',
      'status-500',
      'status-503',
      'status-429',
      'status-401',
      'page-403',
      'page-404',
      'elsewhere',
      'page-400',
      'page-504',
      'status-408',
    ])
      kinds.push((await failureOf(number)).kind)
    expect(kinds).toEqual([
      'transient',
      'transient',
      'transient',
      'paused',
      'credentials',
      'credentials',
      'credentials',
      'credentials',
      'permanent',
      'unknown',
      'unknown',
    ])
  })

  it('says credentials for a token that is none', async ({ expect }) => {
    expect((await failureOf('text', { accessToken: 'old' })).kind).toBe('credentials')
  })
})

describe('no whole answer', () => {
  it('is unknown when the request was written: after the time, a reset, and in the middle of an answer', async ({
    expect,
  }) => {
    for (const number of ['slow', 'cut', 'torn', 'empty']) {
      expect([number, (await failureOf(number, { timeoutMs: 500 })).kind]).toEqual([number, 'unknown'])
    }
    for (const number of ['slow', 'cut', 'torn']) expect(await taken(number)).toHaveLength(1)
  })

  it('is unknown too where nobody listens, which the runtime does not tell apart; with the edge’s own statuses it is', async ({
    expect,
  }) => {
    expect((await failureOf('text', { baseUrl: 'http://127.0.0.1:1' })).kind).toBe('unknown')
    const kinds: string[] = []
    for (const status of [520, 521, 522, 523, 524]) kinds.push((await failureOf(`status-${status}`)).kind)
    expect(kinds).toEqual(['unknown', 'transient', 'transient', 'transient', 'unknown'])
  })

  it('leaves no token in any log', async ({ expect }) => {
    const lines: unknown[] = []
    const spies = (['log', 'info', 'warn', 'error'] as const).map((level) =>
      vi.spyOn(console, level).mockImplementation((...line) => void lines.push(line)),
    )
    try {
      for (const number of ['code-190', 'torn', 'page-502']) await failureOf(number, { timeoutMs: 500 })
    } finally {
      for (const spy of spies) spy.mockRestore()
    }
    expect(JSON.stringify(lines)).not.toContain(WHATSAPP_TOKEN)
  })
})

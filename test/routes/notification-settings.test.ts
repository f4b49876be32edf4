import { env } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import { readMail } from '../../src/adapters/email/mock.ts'
import type { PushMessage, WhatsAppMessage } from '../../src/domain/notifications/channel-ports.ts'
import { TOLD_EVENTS } from '../../src/domain/notifications/preferences.ts'
import type { TenantContext } from '../../src/use-cases/context.ts'
import { notifyPeople } from '../../src/use-cases/notifications/notify-people.ts'
import { RetryLater } from '../../src/use-cases/notifications/retry-later.ts'
import { createShipment } from '../../src/use-cases/shipments/create-shipment.ts'
import { aSilentCompany } from '../harness/house.ts'
import { aNewShipment } from '../harness/shipment-factory.ts'
import { aCompany, call } from '../harness/wire.ts'
import { refusalOf } from '../use-cases/notifications/office.ts'

const EVERYWHERE = { email: true, whatsapp: true, push: false }

/** A company whose shipment was just announced, with what its WhatsApp was given. */
async function announced(change: Parameters<typeof aNewShipment>[0] = {}) {
  const { company, ctx } = await aSilentCompany()
  const shipment = await createShipment(ctx, {
    ...aNewShipment({ notify: EVERYWHERE, ...change }),
    sender: { name: 'Ana Ruiz', phone: null, email: null, address: null },
  })
  const [event] = (await ctx.notifications.list({ limit: 1, after: null })).items
  const taken: WhatsAppMessage[] = []
  const told: TenantContext = {
    ...ctx,
    channels: async () => ({
      ...(await ctx.channels()),
      whatsapp: {
        provider: 'whatsapp',
        phoneNumberId: null,
        async send(message) {
          taken.push(message)
          return { messageId: 'wamid.1', waId: null }
        },
      },
    }),
  }
  const deliveries = async () => (await company.get(`/notifications/deliveries?shipment_id=${shipment.id}`)).body.data
  return { company, ctx: told, shipment, eventId: event?.id ?? '', taken, deliveries }
}

describe('/notifications/preferences', () => {
  it('has sensible defaults: everything people are told of, on every channel, but no push for what they just did', async ({
    expect,
  }) => {
    const company = await aCompany()
    const { status, body } = await company.get('/notifications/preferences')
    expect(status).toBe(200)
    expect(Object.keys(body.events)).toEqual([...TOLD_EVENTS])
    expect(body.events['shipment.created']).toEqual({ email: true, whatsapp: true, push: false })
    expect(body.events['shipment.arrived']).toEqual({ email: true, whatsapp: true, push: true })
    expect(body.quiet_hours).toBeNull()
  })

  it('are kept, replaced as a whole, and followed', async ({ expect }) => {
    const { company, ctx, eventId, taken, deliveries } = await announced()
    const saved = await company.put('/notifications/preferences', {
      events: { 'shipment.created': { whatsapp: false }, 'shipment.lost': undefined },
      quiet_hours: { from: '21:00', to: '08:00' },
    })
    expect(saved.status).toBe(200)
    expect(saved.body.events['shipment.created']).toEqual({ email: true, whatsapp: false, push: false })
    expect((await company.get('/notifications/preferences')).body).toEqual(saved.body)
    await notifyPeople(ctx, eventId)
    expect(taken).toEqual([])
    expect((await deliveries()).map((each: { channel: string }) => each.channel)).toEqual(['email'])

    await company.put('/notifications/preferences', { events: {} })
    const fresh = (await company.get('/notifications/preferences')).body
    expect([fresh.events['shipment.created'].whatsapp, fresh.quiet_hours]).toEqual([true, null])
  })

  it.for([
    [{ events: { 'shipment.teleported': { email: true } } }, '/events/shipment.teleported'],
    [{ events: { 'bag.arrived': { email: true } } }, '/events/bag.arrived'],
    [{ events: { 'shipment.arrived': { fax: true } } }, '/events/shipment.arrived/fax'],
    [{ events: { 'shipment.arrived': { email: 'yes' } } }, '/events/shipment.arrived/email'],
    [{ events: {}, quiet_hours: { from: '25:00', to: '08:00' } }, '/quiet_hours/from'],
    [{ events: {}, quiet_hours: { from: '08:00', to: '08:00' } }, '/quiet_hours/to'],
    [{}, '/events'],
  ] as const)('refuses %j and names the field', async ([sent, pointer], { expect }) => {
    const company = await aCompany()
    const { status, body } = await company.put('/notifications/preferences', sent)
    expect(status).toBe(422)
    expect(body.errors.map((each: { pointer: string }) => each.pointer)).toContain(pointer)
  })

  it('at night a phone stays quiet until the morning at the destination, and a mail goes out', async ({ expect }) => {
    const { company, ctx, eventId, taken, deliveries } = await announced()
    await company.put('/notifications/preferences', { events: {}, quiet_hours: { from: '21:00', to: '08:00' } })
    // 23:30 in Havana (UTC-4 in June) is 03:30 UTC.
    const time = { now: Date.UTC(2027, 5, 10, 3, 30) }
    const night = { ...ctx, clock: { now: () => time.now } }
    const refusal = await refusalOf(notifyPeople(night, eventId))
    expect(refusal).toBeInstanceOf(RetryLater)
    expect(refusal).toHaveProperty('seconds', 8.5 * 3600)
    expect(taken).toEqual([])
    const byChannel = Object.fromEntries((await deliveries()).map((each: { channel: string }) => [each.channel, each]))
    expect(byChannel.email).toMatchObject({ status: 'sent' })
    expect(byChannel.whatsapp).toMatchObject({
      status: 'queued',
      attempts: 0,
      next_attempt_at: '2027-06-10T12:00:00.000Z',
    })

    time.now = Date.UTC(2027, 5, 10, 12, 0)
    await notifyPeople(night, eventId)
    expect(taken).toHaveLength(1)
  })
})

describe('/notifications/templates', () => {
  const PATH = '/notifications/templates/shipment.created'

  it('shows the built-in words in five languages until a company has its own', async ({ expect }) => {
    const company = await aCompany()
    for (const [locale, word] of [
      ['en', 'announced'],
      ['es', 'anunciado'],
      ['fr', 'colis'],
      ['pt', 'encomenda'],
      ['ar', 'شحنة'],
    ] as const) {
      const { status, body } = await company.get(`${PATH}/push/${locale}`)
      expect([status, body.is_own, body.updated_at]).toEqual([200, false, null])
      expect(`${body.title} ${body.body}`).toContain(word)
    }
    expect((await company.get(`${PATH}/whatsapp/pt`)).body).toMatchObject({
      name: 'shipment_created',
      language: 'pt_BR',
      parameters: ['{recipient_name}', '{tracking_id}', '{destination}', '{tracking_url}'],
    })
    expect((await company.get(`${PATH}/email/en`)).body.text).toContain('Hello {recipient_name},')
    expect((await company.get('/notifications/templates')).body.data).toEqual([])
  })

  it("are a company's own words in its mails, with what is in them escaped and on one line in the subject", async ({
    expect,
  }) => {
    const { company, ctx, eventId, shipment, deliveries } = await announced()
    const stored = await ctx.shipments.find(shipment.id)
    if (!stored) throw new Error('it is there')
    const name = 'Yoel\r\nBcc: everyone@example.com <b>'
    const recipient = { ...stored.recipient, name }
    await ctx.commit([ctx.shipments.update(stored, { ...stored, recipient, version: stored.version + 1 })], null)
    const saved = await company.put(`${PATH}/email/en`, {
      subject: '{recipient_name}: {tracking_id} to {destination}',
      text: 'Dear {recipient_name},\n\nyour parcel from {origin} flies with {company}. {status}\n\n{tracking_url} {estimated_arrival}',
    })
    expect([saved.status, saved.body.is_own]).toEqual([200, true])
    await notifyPeople(ctx, eventId)
    const [row] = (await deliveries()).filter((each: { channel: string }) => each.channel === 'email')
    const mail = await readMail(env.FILES, row.id)
    expect(mail?.subject).toMatch(/^Yoel Bcc: everyone@example\.com <b>: [\w ]+ to /)
    expect(mail?.subject).not.toMatch(/[\r\n]/)
    expect(mail?.html).not.toContain('<b>')
    expect(mail?.text).toContain('your parcel from Madrid flies with Blue Sky')
    expect(mail?.text).toContain('/u/')
    expect((await company.get('/notifications/templates')).body.data).toMatchObject([
      { event: 'shipment.created', channel: 'email' },
    ])

    const removed = await company.delete(`${PATH}/email/en`)
    expect([removed.status, removed.body.is_own]).toEqual([200, false])
    expect((await company.delete(`${PATH}/email/en`)).status).toBe(404)
  })

  it('a WhatsApp template is sent by its name, with parameters that hold no line break and are not empty', async ({
    expect,
  }) => {
    const { company, ctx, eventId, taken } = await announced()
    await company.put(`${PATH}/whatsapp/en`, {
      name: 'our_parcel',
      language: 'en_US',
      parameters: ['{recipient_name}', '{estimated_arrival}', 'Code {tracking_id}'],
    })
    await notifyPeople(ctx, eventId)
    expect(taken).toMatchObject([
      { to: '+5355512345', content: { type: 'template', name: 'our_parcel', language: 'en_US' } },
    ])
    const content = taken[0]?.content
    const parameters = content?.type === 'template' ? content.parameters : []
    expect(parameters[0]).toBe('Yoel Pérez')
    expect(parameters[1]).toBe('-')
    expect(parameters[2]).toMatch(/^Code \w{4} /)
  })

  it('an unknown placeholder is named, with those that there are', async ({ expect }) => {
    const company = await aCompany()
    const { status, body } = await company.put(`${PATH}/push/en`, {
      title: 'Hi {name}',
      body: '{tracking_id} {{x}} {}',
    })
    expect(status).toBe(422)
    expect(body.errors).toHaveLength(3)
    expect(body.errors[0]).toMatchObject({
      pointer: '/title',
      message: expect.stringContaining('{name} is no placeholder'),
    })
    expect(body.errors[0].message).toContain('{recipient_name}, {tracking_id}, {tracking_url}')
    expect((await company.get(`${PATH}/push/en`)).body.is_own).toBe(false)
  })

  it.for([
    ['email', { subject: 'a\r\nBcc: b@example.com', text: 'x' }, '/subject'],
    ['email', { subject: 'ok', text: 'x'.repeat(100_000) }, '/text'],
    ['email', { subject: 'ok' }, '/text'],
    ['email', { subject: 'ok', text: 'x', title: 'y' }, '/title'],
    ['push', { title: 'x'.repeat(101), body: 'y' }, '/title'],
    ['push', { title: 'x', body: 'y'.repeat(501) }, '/body'],
    ['whatsapp', { name: 'Not Approved', language: 'en', parameters: [] }, '/name'],
    ['whatsapp', { name: 'a', language: 'english', parameters: [] }, '/language'],
    ['whatsapp', { name: 'a', language: 'en', parameters: Array(21).fill('x') }, '/parameters'],
    ['whatsapp', { name: 'a', language: 'en', parameters: ['a\nb'] }, '/parameters/0'],
  ] as const)(
    'a template for %s that is not right is refused by its field (%#)',
    async ([channel, sent, pointer], { expect }) => {
      const company = await aCompany()
      const { status, body } = await company.put(`${PATH}/${channel}/en`, sent)
      expect(status).toBe(422)
      expect(body.errors.map((each: { pointer: string }) => each.pointer)).toContain(pointer)
    },
  )

  it('an event, a channel or a language that there is not is a 422', async ({ expect }) => {
    const company = await aCompany()
    for (const path of ['shipment.teleported/push/en', 'shipment.arrived/fax/en', 'shipment.arrived/push/de']) {
      expect((await company.get(`/notifications/templates/${path}`)).status).toBe(422)
    }
  })

  it('a push has the words of the customer’s language and the shipment behind it', async ({ expect }) => {
    const { ctx, eventId, shipment, company } = await announced({
      notify: { email: false, whatsapp: false, push: true },
      customerUserId: 'usr_customer',
      locale: 'es',
    })
    await company.put('/notifications/preferences', { events: { 'shipment.created': { push: true } } })
    const pushed: PushMessage[] = []
    const device = {
      id: 'dev_1',
      tenantId: ctx.tenant.id,
      userId: 'usr_customer',
      token: 't',
      platform: 'ios',
      createdAt: 0,
      lastSeenAt: 0,
    } as const
    await notifyPeople(
      {
        ...ctx,
        devices: { ofUsers: async () => [device], forget: async () => undefined },
        channels: async () => ({
          ...(await ctx.channels()),
          push: {
            provider: 'fcm',
            async send(message) {
              pushed.push(message)
              return { messageId: 'm' }
            },
          },
        }),
      },
      eventId,
    )
    expect(pushed).toMatchObject([
      {
        title: 'Se ha anunciado un paquete para Havana',
        data: { shipment_id: shipment.id, event: 'shipment.created' },
        link: expect.stringContaining('/t/'),
      },
    ])
  })

  it("one company's words are not another's", async ({ expect }) => {
    const company = await aCompany()
    const stranger = await aCompany()
    await company.put(`${PATH}/push/en`, { title: 'Ours', body: 'ours' })
    expect((await stranger.get(`${PATH}/push/en`)).body.is_own).toBe(false)
    expect((await stranger.delete(`${PATH}/push/en`)).status).toBe(404)
    expect((await company.get(`${PATH}/push/en`)).body).toMatchObject({ is_own: true, title: 'Ours' })
  })

  it('are there in both versions', async ({ expect }) => {
    const company = await aCompany()
    const v2 = await call('GET', `/api/v2${PATH}/push/en`, { token: company.token })
    expect(v2.body).toMatchObject({ is_own: false })
  })
})

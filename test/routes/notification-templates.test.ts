import { env } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import { readMail } from '../../src/adapters/email/mock.ts'
import type { PushMessage } from '../../src/domain/notifications/channel-ports.ts'
import { notifyPeople } from '../../src/use-cases/notifications/notify-people.ts'
import { aCompany, call } from '../harness/wire.ts'
import { announced } from './announced.ts'

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

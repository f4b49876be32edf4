import { afterEach, describe, it, vi } from 'vitest'
import { ids } from '../../src/core/ids.ts'
import { aSentMail, signed } from '../harness/sent-mail.ts'
import { aMail, deployment, type EventName, event, PATH, SECRET } from './resend-mail.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

describe('what Resend tells of a mail', () => {
  it.for([
    ['sent', 'sent', null, null],
    ['delayed', 'sent', null, null],
    ['delivered', 'delivered', null, null],
    ['opened', 'delivered', null, null],
    ['hard', 'failed', 'the address takes no mail (NoEmail)', 'bounced'],
    ['soft', 'failed', 'the mail came back (MailboxFull)', null],
    ['undetermined', 'failed', 'the mail came back', null],
    ['complained', 'delivered', null, 'complained'],
    ['failed', 'failed', 'Resend could not send it: reached_daily_quota', null],
    ['suppressed', 'failed', 'Resend sends nothing there since an earlier bounce or complaint', 'bounced'],
  ] as const)('%s: %s', async ([name, status, reason, suppressed], { expect }) => {
    const mail = await aMail()
    expect(await mail.tell(name)).toBe(200)
    expect(await mail.state()).toEqual({ status, reason, suppressed })
  })

  it('an address that bounced is written to no more', async ({ expect }) => {
    const mail = await aMail()
    await mail.tell('hard')
    await expect(aSentMail(mail.ctx, mail.delivery.recipient)).rejects.toThrow('no mail went out')
  })

  it('in any order, and each twice, comes to the same end', async ({ expect }) => {
    const orders: readonly (readonly EventName[])[] = [
      ['sent', 'delivered', 'opened', 'complained'],
      ['complained', 'opened', 'delivered', 'sent'],
      ['opened', 'sent', 'complained', 'delayed', 'delivered', 'sent'],
    ]
    for (const order of orders) {
      const mail = await aMail()
      for (const name of [...order, ...order]) expect(await mail.tell(name)).toBe(200)
      expect(await mail.state()).toEqual({ status: 'delivered', reason: null, suppressed: 'complained' })
    }
  })

  it('finds the mail by Resend’s id when no tag names it, and with the tags of older messages', async ({ expect }) => {
    const byId = await aMail()
    await byId.tell('delivered', { tags: { tenant: byId.delivery.tenantId } })
    expect(await byId.state()).toMatchObject({ status: 'delivered' })

    const older = await aMail()
    const tags = [
      { name: 'tenant', value: older.delivery.tenantId },
      { name: 'delivery', value: older.delivery.id },
    ]
    await older.tell('delivered', { tags })
    expect(await older.state()).toMatchObject({ status: 'delivered' })
  })

  it('is taken in both versions of the API', async ({ expect }) => {
    const mail = await aMail()
    const answer = await deployment(
      PATH.replace('v1', 'v2'),
      signed({ secrets: [SECRET], body: event('delivered', mail.delivery) }),
    )
    expect([answer.status, await answer.json()]).toEqual([200, { status: 'accepted' }])
    expect(await mail.state()).toMatchObject({ status: 'delivered' })
  })

  it.for([
    ['a type of tomorrow', { type: 'email.teleported', created_at: 'x', data: {} }],
    [
      'a type that is about no mail',
      { type: 'contact.created', created_at: '2026-11-22T23:41:12.126Z', data: { id: 'x' } },
    ],
    ['a mail of somebody else at the same account', { data: { tags: {} } }],
    ['a company that is not here', { data: { tags: { tenant: ids.make('ten'), delivery: ids.make('dlv') } } }],
    ['no company’s name', { data: { tags: { tenant: "ten_'; DROP TABLE deliveries --" } } }],
    ['a mail that is not here', { data: { tags: { delivery: ids.make('dlv') } } }],
    ['a shape of tomorrow', { data: 'everything is different' }],
  ] as const)('%s is acknowledged and changes nothing', async ([, change], { expect }) => {
    vi.spyOn(console, 'error').mockReturnValue()
    const mail = await aMail()
    const usual = event('delivered', mail.delivery, { email_id: 'another' })
    const body = { ...usual, ...change }
    if (typeof change.data === 'object' && 'tags' in change.data) {
      const tenant = { tenant: mail.delivery.tenantId }
      body.data = {
        ...usual.data,
        tags: 'delivery' in change.data.tags ? { ...tenant, ...change.data.tags } : change.data.tags,
      }
    }
    expect((await deployment(PATH, signed({ secrets: [SECRET], body }))).status).toBe(200)
    expect(await mail.state()).toMatchObject({ status: 'sent', suppressed: null })
  })
})

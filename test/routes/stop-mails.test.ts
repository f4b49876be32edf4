import { env } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import { createMockEmailProvider, readMail } from '../../src/adapters/email/mock.ts'
import { createStopLinks } from '../../src/adapters/stop-links.ts'
import { ids } from '../../src/core/ids.ts'
import type { Mail } from '../../src/domain/notifications/ports.ts'
import { notifyPeople } from '../../src/use-cases/notifications/notify-people.ts'
import { createShipment } from '../../src/use-cases/shipments/create-shipment.ts'
import { aSilentCompany } from '../harness/house.ts'
import { aNewShipment } from '../harness/shipment-factory.ts'
import { call } from '../harness/wire.ts'

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const HOME = 'https://aircourier.test'

/** A mail that somebody got, with the way to stop such mails in it. */
async function aMail() {
  const { company, ctx } = await aSilentCompany()
  const address = `stop-${ids.make('msg')}@example.com`
  const mails: Mail[] = []
  const real = createMockEmailProvider(env.FILES)
  const told = {
    ...ctx,
    channels: async () => ({
      ...(await ctx.channels()),
      email: {
        ...real,
        send(mail: Mail) {
          mails.push(mail)
          return real.send(mail)
        },
      },
    }),
  }
  const announce = async () => {
    const said = aNewShipment()
    await createShipment(ctx, {
      ...said,
      sender: { ...said.sender, email: null },
      recipient: { ...said.recipient, email: address },
    })
    const [event] = (await ctx.notifications.list({ limit: 1, after: null })).items
    await notifyPeople(told, event?.id ?? '')
    const { items } = await ctx.deliveries.list({}, { limit: 1, after: null })
    return items[0]
  }
  const delivery = await announce()
  const listed = mails[0]?.headers?.['List-Unsubscribe'] ?? ''
  return { company, ctx, address, announce, mails, delivery, path: listed.slice(1 + HOME.length, -1), listed }
}

describe('/u/{token}', () => {
  it('is in the headers and in the footer of every mail about a shipment', async ({ expect }) => {
    const { mails, delivery, path, listed } = await aMail()
    expect(listed).toMatch(/^<https:\/\/aircourier\.test\/u\/[\w.~-]+>$/)
    expect(mails[0]?.headers?.['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click')
    const kept = await readMail(env.FILES, delivery?.id ?? '')
    expect(kept?.text).toContain(`${HOME}${path}?lang=en`)
    expect(kept?.html).toContain(`${path}?lang=en`)
    expect(path).not.toContain('example.com')
  })

  it('looking changes nothing, however often scanners do', async ({ expect }) => {
    const { path, ctx, address } = await aMail()
    for (let i = 0; i < 3; i++) {
      const { status, text, headers } = await call('GET', path)
      expect([status, headers.get('cache-control')]).toEqual([200, 'no-store'])
      expect(text).toContain('Stop these mails')
      expect(text).not.toContain('<script')
      expect(text).not.toContain(address)
    }
    expect((await call('HEAD', path)).status).toBe(200)
    expect(await ctx.suppressions.find('email', address)).toBeNull()
  })

  it('one click of a mail program stops them, as often as it clicks; the page has them come again', async ({
    expect,
  }) => {
    const { path, ctx, address, announce, mails } = await aMail()
    for (let i = 0; i < 2; i++) {
      const clicked = await call('POST', path, { raw: 'List-Unsubscribe=One-Click', headers: FORM })
      expect(clicked.status).toBe(200)
    }
    expect(await ctx.suppressions.find('email', address)).toMatchObject({ reason: 'unsubscribed' })
    expect(await announce()).toMatchObject({ status: 'suppressed', lastError: 'unsubscribed' })
    expect(mails).toHaveLength(1)
    expect((await call('GET', path)).text).toContain('Send me these mails again')

    expect((await call('POST', path, { raw: 'mails=on', headers: FORM })).text).toContain('Stop these mails')
    expect(await ctx.suppressions.find('email', address)).toBeNull()
    expect(await announce()).toMatchObject({ status: 'sent' })
  })

  it('does not have mails come again to an address that bounced or complained', async ({ expect }) => {
    const { path, ctx, address } = await aMail()
    await ctx.commit([ctx.suppressions.add([{ channel: 'email', address, reason: 'complained', createdAt: 1 }])], null)
    const page = await call('POST', path, { raw: 'mails=on', headers: FORM })
    expect(page.status).toBe(200)
    expect(await ctx.suppressions.find('email', address)).toMatchObject({ reason: 'complained' })
  })

  it.for([
    ['es', 'Dejar de recibir'],
    ['fr', 'Ne plus recevoir'],
    ['pt', 'Parar estas mensagens'],
    ['ar', 'إيقاف هذه الرسائل'],
  ] as const)('speaks %s', async ([locale, words], { expect }) => {
    const { path } = await aMail()
    const { text } = await call('GET', `${path}?lang=${locale}`)
    expect(text).toContain(words)
    expect(text).toContain(`lang="${locale}"`)
    expect(text.includes('dir="rtl"')).toBe(locale === 'ar')
  })

  it("a link that was altered, is another's or is about no mail stops nothing", async ({ expect }) => {
    const one = await aMail()
    const links = createStopLinks(String(Reflect.get(env, 'ENCRYPTION_KEYS')))
    const forged = [
      one.path.slice(0, -2),
      '/u/x',
      `/u/${one.ctx.tenant.id}~${one.delivery?.id}.AAAA`,
      `/u/${await links.tokenFor(one.ctx.tenant.id, ids.make('dlv'))}`,
      `/u/${await links.tokenFor(ids.make('ten'), one.delivery?.id ?? '')}`,
      `/u/${await links.tokenFor((await aMail()).ctx.tenant.id, one.delivery?.id ?? '')}`,
    ]
    for (const path of forged) {
      const { status, text } = await call('POST', path, { raw: 'List-Unsubscribe=One-Click', headers: FORM })
      expect(status).toBe(404)
      expect(text).toContain('This link is not valid')
    }
    expect(await one.ctx.suppressions.find('email', one.address)).toBeNull()
  })
})

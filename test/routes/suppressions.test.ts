import { describe, it } from 'vitest'
import { SUPPRESSION_REASONS, type Suppression } from '../../src/domain/notifications/suppression.ts'
import { aSilentCompany } from '../harness/house.ts'
import { call } from '../harness/wire.ts'

const PATH = '/notifications/suppressions'
const at = Date.UTC(2026, 10, 25, 9)
const mail = (address: string, reason: Suppression['reason'] = 'bounced'): Suppression => ({
  channel: 'email',
  address,
  reason,
  createdAt: at,
})
const phone = (address: string, reason: Suppression['reason'] = 'invalid') =>
  ({ ...mail(address, reason), channel: 'whatsapp' }) as const

/** A company that writes no more to these. */
async function aShunnedCompany(...suppressions: readonly Suppression[]) {
  const { company, ctx } = await aSilentCompany()
  await ctx.commit([ctx.suppressions.add(suppressions)], null)
  const listed = async (query = '') => {
    const { body } = await company.get(PATH + query)
    return body.data.map((each: { channel: string; address: string }) => `${each.channel} ${each.address}`)
  }
  return { company, ctx, listed }
}

describe('GET /notifications/suppressions', () => {
  it('shows each address once with its reason, and whether staff may lift it', async ({ expect }) => {
    const { company } = await aShunnedCompany(mail('Beto@People.example'), phone('+5491123456789', 'stop'))
    const { status, body } = await company.get(PATH)
    expect([status, body]).toEqual([
      200,
      {
        data: [
          {
            channel: 'email',
            address: 'beto@people.example',
            reason: 'bounced',
            liftable: true,
            created_at: '2026-11-25T09:00:00.000Z',
          },
          {
            channel: 'whatsapp',
            address: '+5491123456789',
            reason: 'stop',
            liftable: false,
            created_at: '2026-11-25T09:00:00.000Z',
          },
        ],
        has_more: false,
        next_cursor: null,
      },
    ])
  })

  it('finds by channel, by address in any spelling, and by both', async ({ expect }) => {
    const { listed } = await aShunnedCompany(mail('a@x.example'), mail('b@x.example'), phone('+5491123456789'))
    expect(await listed('?channel=email')).toEqual(['email a@x.example', 'email b@x.example'])
    expect(await listed('?channel=whatsapp')).toEqual(['whatsapp +5491123456789'])
    expect(await listed('?channel=push')).toEqual([])
    expect(await listed('?address=B@X.example')).toEqual(['email b@x.example'])
    expect(await listed('?channel=whatsapp&address=b@x.example')).toEqual([])
    for (const spelt of ['%2B5491123456789', '+5491123456789', '+54 9 11 2345-6789', '5491123456789']) {
      expect(await listed(`?address=${spelt}`)).toEqual(['whatsapp +5491123456789'])
    }
  })

  it('goes page by page through every one of them once, in both versions', async ({ expect }) => {
    const mails = Array.from({ length: 5 }, (_, i) => mail(`p${i}@x.example`))
    const { company } = await aShunnedCompany(...mails, phone('+34600000001'), phone('+34600000002'))
    for (const query of ['', '&channel=email']) {
      const seen: string[] = []
      for (let cursor: string | null = ''; cursor !== null; ) {
        const { body } = await company.get(`${PATH}?limit=2${query}${cursor && `&cursor=${cursor}`}`)
        expect(body.data.length).toBeLessThanOrEqual(2)
        seen.push(...body.data.map((each: { address: string }) => each.address))
        cursor = body.next_cursor
      }
      expect(seen).toEqual([
        ...mails.map(({ address }) => address),
        ...(query === '' ? ['+34600000001', '+34600000002'] : []),
      ])
    }
    const v2 = await call('GET', `/api/v2${PATH}?limit=1`, { token: company.token })
    expect(v2.body).toMatchObject({ items: [{ address: 'p0@x.example' }], page: { has_more: true } })
    const next = await call('GET', `/api/v2${PATH}?limit=1&cursor=${v2.body.page.next}`, { token: company.token })
    expect(next.body.items[0].address).toBe('p1@x.example')
  })

  it('refuses what is no cursor, no channel and no filter', async ({ expect }) => {
    const { company } = await aShunnedCompany()
    expect((await company.get(`${PATH}?cursor=abc`)).status).toBe(400)
    expect((await company.get(`${PATH}?channel=fax`)).status).toBe(422)
    expect((await company.get(`${PATH}?reason=stop`)).status).toBe(422)
  })
})

describe('DELETE /notifications/suppressions', () => {
  it.for(['bounced', 'invalid'] as const)(
    'has an address that %s written to again, and says so in the audit log',
    async (reason, { expect }) => {
      const { company, ctx, listed } = await aShunnedCompany(mail('a@x.example', reason), mail('b@x.example', reason))
      const { status } = await company.delete(`${PATH}?channel=email&address=A@x.example`)
      expect(status).toBe(200)
      expect(await ctx.suppressions.find('email', 'a@x.example')).toBeNull()
      expect(await listed()).toEqual(['email b@x.example'])
      expect((await company.delete(`${PATH}?channel=email&address=a@x.example`)).status).toBe(404)

      const { body } = await company.get('/audit-log?action=suppression.lifted')
      expect(body.data).toHaveLength(1)
      expect(body.data[0]).toMatchObject({ changes: { channel: 'email', address: '***', reason } })
      expect(JSON.stringify(body)).not.toContain('x.example')
    },
  )

  it('is a number on WhatsApp too, and in the second version', async ({ expect }) => {
    const { company, listed } = await aShunnedCompany(phone('+5491123456789'))
    const query = '?channel=whatsapp&address=%2B54%209%2011%202345%206789'
    const { status } = await call('DELETE', `/api/v2${PATH}${query}`, { token: company.token })
    expect([status, await listed()]).toEqual([200, []])
  })

  it.for([
    ['unsubscribed', /Only they have them come again/],
    ['complained', /reported a mail as spam/],
    ['stop', /writing START/],
  ] as const)('leaves what is a person’s own word: %s', async ([reason, words], { expect }) => {
    const { company, ctx } = await aShunnedCompany(mail('a@x.example', reason))
    const { status, body } = await company.delete(`${PATH}?channel=email&address=a@x.example`)
    expect([status, body.code]).toEqual([409, 'conflict'])
    expect(body.detail).toMatch(words)
    expect(await ctx.suppressions.find('email', 'a@x.example')).toMatchObject({ reason })
    expect((await company.get('/audit-log?action=suppression.lifted')).body.data).toEqual([])
  })

  it('finds nothing of another company, whose list stays as it is', async ({ expect }) => {
    const theirs = await aShunnedCompany(mail('a@x.example'))
    const mine = await aShunnedCompany()
    expect(await mine.listed()).toEqual([])
    expect(await mine.listed('?address=a@x.example')).toEqual([])
    expect((await mine.company.delete(`${PATH}?channel=email&address=a@x.example`)).status).toBe(404)
    expect(await theirs.listed()).toEqual(['email a@x.example'])
  })

  it('never meets a person’s word that came in between', async ({ expect }) => {
    const { ctx } = await aShunnedCompany(mail('a@x.example'))
    const found = await ctx.suppressions.find('email', 'a@x.example')
    if (!found) throw new Error('it was just suppressed')
    await ctx.commit([ctx.suppressions.add([mail('a@x.example', 'unsubscribed')])], null)
    await expect(ctx.commit([ctx.suppressions.remove(found)], null)).rejects.toMatchObject({ code: 'conflict' })
    expect(await ctx.suppressions.find('email', 'a@x.example')).toMatchObject({ reason: 'unsubscribed' })
  })
})

it('a person’s own word takes the place of a bounce, and nothing takes the place of it', async ({ expect }) => {
  const { ctx } = await aShunnedCompany()
  const lasting = ['complained', 'stop', 'unsubscribed']
  for (const first of SUPPRESSION_REASONS) {
    for (const second of SUPPRESSION_REASONS) {
      const address = `${first}-${second}@x.example`
      await ctx.commit([ctx.suppressions.add([mail(address, first)])], null)
      await ctx.commit([ctx.suppressions.add([mail(address, second)])], null)
      const stays = lasting.includes(first) || !lasting.includes(second) ? first : second
      expect(await ctx.suppressions.find('email', address)).toMatchObject({ reason: stays })
    }
  }
})

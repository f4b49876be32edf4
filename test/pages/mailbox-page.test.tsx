import { describe, it } from 'vitest'
import { type MailView, renderMailbox } from '../../src/pages/mailbox-page.tsx'
import { nestingFaults, tagsOf, textOf } from './markup.ts'

const mail = (key: string, over: Partial<MailView> = {}): MailView => ({
  key,
  to: 'ana@example.com',
  subject: `Subject ${key}`,
  sentAt: Date.parse('2026-03-12T09:00:00Z'),
  html: '<p>Hello</p>',
  text: 'Open https://go.example/verify?token=abc to confirm.',
  ...over,
})

describe('the mailbox', () => {
  it('lists the newest mail first', ({ expect }) => {
    const old = mail('a')
    const html = renderMailbox({ nonce: 'n', mails: [old, mail('b', { sentAt: old.sentAt + 1 })], selectedKey: null })
    expect(html.indexOf('Subject b')).toBeLessThan(html.indexOf('Subject a'))
    expect(nestingFaults(html)).toEqual([])
  })

  it('seals a mail’s HTML in a frame that may do nothing, and offers its links beside it', async ({ expect }) => {
    const hostile = mail('a/b?c', { html: '"></iframe><script>alert(1)</script>', subject: '<b>bold</b>' })
    const html = renderMailbox({ nonce: 'n', mails: [hostile], selectedKey: 'a/b?c' })
    const tags = await tagsOf(html)
    const frame = tags.find((tag) => tag.name === 'iframe')
    expect(frame?.attributes.sandbox).toBe('')
    expect(tags.some((tag) => tag.name === 'script' || tag.name === 'b')).toBe(false)
    expect(textOf(html)).toContain('<b>bold</b>')
    const links = tags.filter((tag) => tag.name === 'a').map((tag) => tag.attributes.href)
    expect(links).toContain('?mail=a%2Fb%3Fc')
    expect(links).toContain('https://go.example/verify?token=abc')
    expect(tags.filter((tag) => tag.attributes['aria-current'])).toHaveLength(1)
  })

  it('says when it is empty, and when a key is unknown shows the list alone', async ({ expect }) => {
    expect(renderMailbox({ nonce: 'n', mails: [], selectedKey: null })).toContain('No mail yet.')
    const tags = await tagsOf(renderMailbox({ nonce: 'n', mails: [mail('a')], selectedKey: 'gone' }))
    expect(tags.some((tag) => tag.name === 'iframe')).toBe(false)
  })
})

import PostalMime from 'postal-mime'
import { describe, it } from 'vitest'
import { mailTemplates } from '../../../src/adapters/email/templates/mail-templates.ts'
import { SMTP_USER } from '../servers/accounts.ts'
import type { TakenMail } from '../servers/smtp.ts'
import { aMail, mailsTo, ports, smtp, someone } from './smtp-mails.ts'

const bytesOf = (mail: TakenMail | undefined) => Uint8Array.from(atob(mail?.raw ?? ''), (c) => c.charCodeAt(0))
const parsed = (mail: TakenMail | undefined) => PostalMime.parse(bytesOf(mail))
const headOf = (mail: TakenMail | undefined) => atob(mail?.raw ?? '').split('\r\n\r\n')[0] ?? ''
/** The parser ends each part with one more line. */
const oneLineMore = (text: string) => `${text}\n`

describe('a mail over SMTP', () => {
  it.for(['implicit', 'starttls'] as const)('goes out under TLS, signed in: %s', async (security, { expect }) => {
    const mail = aMail(someone())
    const { messageId } = await smtp({ security, port: ports[security] }).send(mail)

    const [taken, ...more] = await mailsTo(mail.to)
    expect(more).toHaveLength(0)
    expect(taken).toMatchObject({
      from: 'no-reply@bluesky.example',
      to: [mail.to],
      user: SMTP_USER.name,
      secure: true,
      clientName: 'bluesky.example',
    })
    expect(messageId).toBe(`<${mail.idempotencyKey}@bluesky.example>`)
    expect(await parsed(taken)).toMatchObject({
      messageId,
      subject: mail.subject,
      from: { name: 'Blue Sky', address: 'no-reply@bluesky.example' },
      to: [{ address: mail.to }],
      text: `${mail.text}\n`,
      html: `${mail.html}\n`,
      attachments: [],
    })
  })

  it('goes to a server that takes one command at a time', async ({ expect }) => {
    const mail = aMail(someone())
    await smtp({ port: ports.patient }).send(mail)
    expect(await mailsTo(mail.to)).toHaveLength(1)
  })

  it.for(['login', 'cram'] as const)('signs in the way that the server knows: %s', async (way, { expect }) => {
    const mail = aMail(someone())
    await smtp({ port: ports[way] }).send(mail)
    expect(await mailsTo(mail.to)).toMatchObject([{ user: SMTP_USER.name }])
    await expect(smtp({ port: ports[way], password: 'another' }).send(mail)).rejects.toMatchObject({
      kind: 'credentials',
    })
  })

  it('goes in clear, without signing in, only where that was asked for', async ({ expect }) => {
    const mail = aMail(someone())
    await smtp({ security: 'none', port: ports.open }).send(mail)
    expect(await mailsTo(mail.to)).toMatchObject([{ secure: false, user: null }])
  })

  it('keeps Arabic and every other script whole, in words, names and looks', async ({ expect }) => {
    const brand = {
      name: 'سماء زرقاء للشحن',
      colour: '#0b5fff',
      logoUrl: null,
      supportEmail: null,
      supportPhone: '+34 600 000 000',
    }
    const link = `https://aircourier.test/verify-email?token=${'a'.repeat(200)}`
    const rendered = mailTemplates.account('verify_email', { locale: 'ar', brand, recipientName: 'Ñandú 李 🦜', link })
    const mail = aMail(someone(), rendered)
    await smtp({ from: `${brand.name} <no-reply@bluesky.example>` }).send(mail)

    const [taken] = await mailsTo(mail.to)
    const read = await parsed(taken)
    expect(read.subject).toBe(rendered.subject)
    expect(read.from?.name).toBe(brand.name)
    expect(read.text).toBe(oneLineMore(rendered.text))
    expect(read.html).toBe(oneLineMore(rendered.html))
    expect(read.html).toContain('dir="rtl"')
    // Nothing but ASCII in the head, and no line longer than RFC 5322 lets it be.
    expect(headOf(taken)).toMatch(/^[\x20-\x7e\r\n]*$/)
    for (const line of atob(taken?.raw ?? '').split('\r\n')) expect(line.length).toBeLessThanOrEqual(998)
  })

  it('says that a program wrote it, and of nobody that it was sent to', async ({ expect }) => {
    const mail = aMail(someone(), { headers: { 'List-Unsubscribe': '<https://aircourier.test/stop?t=1>' } })
    await smtp().send(mail)
    const { headers } = await parsed((await mailsTo(mail.to))[0])
    const names = headers.map(({ key }) => key)
    expect(headers).toContainEqual(expect.objectContaining({ key: 'auto-submitted', value: 'auto-generated' }))
    expect(headers).toContainEqual(
      expect.objectContaining({ key: 'list-unsubscribe', value: '<https://aircourier.test/stop?t=1>' }),
    )
    expect(names).not.toContain('bcc')
    expect(names).not.toContain('x-mailer')
  })

  it('names a sender with a comma, a dot and quotes as one', async ({ expect }) => {
    const mail = aMail(someone())
    await smtp({ from: 'Céu "Azul", S.A. <no-reply@bluesky.example>' }).send(mail)
    expect((await parsed((await mailsTo(mail.to))[0])).from).toMatchObject({
      name: 'Céu "Azul", S.A.',
      address: 'no-reply@bluesky.example',
    })
  })

  it('is whole when a line of it is a single dot', async ({ expect }) => {
    const text = 'one\n.\n..\ntwo\n'
    const mail = aMail(someone(), { text })
    await smtp().send(mail)
    expect((await parsed((await mailsTo(mail.to))[0])).text).toBe(oneLineMore(text))
  })

  it.for(['Arrived\r\nBcc: evil@people.example', 'Arrived\nX-Evil: 1\n\nBody', 'Arrived\u0000\u0085\u2028X-Evil: 1'])(
    'has no header but ours: %j',
    async (subject, { expect }) => {
      const mail = aMail(someone(), { subject })
      await smtp({ from: `"Blue\r\nBcc: evil@people.example" <no-reply@bluesky.example>` }).send(mail)
      const [taken] = await mailsTo(mail.to)
      const { headers, subject: read } = await parsed(taken)
      expect(headers.map(({ key }) => key).sort()).toEqual(
        ['auto-submitted', 'from', 'to', 'subject', 'message-id', 'date', 'mime-version', 'content-type'].sort(),
      )
      expect(read).toMatch(/^Arrived /)
      expect(taken?.to).toEqual([mail.to])
      expect(await mailsTo('evil@people.example')).toHaveLength(0)
    },
  )
})

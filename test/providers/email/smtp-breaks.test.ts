import { describe, it } from 'vitest'
import { aMail, EHLO, mailsTo, refusalOf, rude, SIGNED_IN, STARTTLS, smtp, someone, TO_DATA } from './smtp-mails.ts'

describe('a conversation that breaks off', () => {
  it.for([
    ['at the greeting', ['CUT']],
    ['at EHLO', ['220 hello', 'CUT']],
    ['while signing in', ['220 hello', EHLO, 'CUT']],
    ['at the sender', [...SIGNED_IN, 'CUT']],
    ['at the recipient', [...SIGNED_IN, '250 Ok', 'CUT']],
    ['at DATA', [...TO_DATA, 'CUT']],
    ['in the middle of a reply', [...TO_DATA, '354-go']],
  ] as const)('%s is tried again', async ([, says], { expect }) => {
    const { port } = await rude({ tls: true, says })
    const refusal = await refusalOf(smtp({ port, timeoutMs: 700 }).send(aMail(someone())))
    expect(refusal).toMatchObject({ kind: 'transient', message: 'the conversation with the SMTP server broke off' })
  })

  it.for([
    ['before the greeting', ['SILENCE']],
    ['after EHLO', ['220 hello', 'SILENCE']],
    ['after DATA', [...TO_DATA, 'SILENCE']],
  ] as const)('in silence %s ends when its time is over', async ([, says], { expect }) => {
    const { port } = await rude({ tls: true, says })
    const started = Date.now()
    expect(await refusalOf(smtp({ port, timeoutMs: 300 }).send(aMail(someone())))).toMatchObject({ kind: 'transient' })
    expect(Date.now() - started).toBeLessThan(5000)
  })

  it.for(['CUT', 'SILENCE'] as const)(
    'after the message went out whole (%s) says that it may have been taken',
    async (end, { expect }) => {
      const { port, heard } = await rude({ tls: true, says: [...TO_DATA, '354 go on', end] })
      const refusal = await refusalOf(smtp({ port, timeoutMs: 700 }).send(aMail(someone())))
      expect(refusal).toMatchObject({
        kind: 'unknown',
        message: 'the SMTP server closed without saying whether it took the mail',
      })
      expect(await heard()).toContain('a message')
    },
  )

  it('in the middle of a message that is too large is a refusal', async ({ expect }) => {
    const text = `${'a line of a long message\n'.repeat(40_000)}`
    const { port } = await rude({ tls: true, says: [...TO_DATA, '354 go on', 'EARLY 552 5.3.4 too large'] })
    expect(await refusalOf(smtp({ port }).send(aMail(someone(), { text })))).toMatchObject({
      kind: 'permanent',
      message: 'the SMTP server answered 552 5.3.4 to DATA',
    })
  })

  it('is repeated under the same Message-ID, by which a mailbox knows the copy', async ({ expect }) => {
    const mail = aMail(someone('once-cut'))
    await refusalOf(smtp().send(mail))
    await smtp().send(mail)
    const ids = (await mailsTo(mail.to)).map(({ raw }) => /^Message-ID: (.*)$/im.exec(atob(raw))?.[1]?.trim())
    expect(ids).toEqual([`<${mail.idempotencyKey}@bluesky.example>`, `<${mail.idempotencyKey}@bluesky.example>`])
  })
})

describe('TLS', () => {
  it.for(['elsewhere.example', 'untrusted'] as const)(
    'a certificate of %s gets no word',
    async (certificate, { expect }) => {
      const mail = aMail(someone())
      const implicit = await rude({ tls: true, certificate, says: SIGNED_IN })
      const upgraded = await rude({ tls: false, certificate, says: [...STARTTLS, '220 2.0.0 go TLS', EHLO] })
      expect(await refusalOf(smtp({ port: implicit.port }).send(mail))).toMatchObject({ kind: 'transient' })
      expect(await refusalOf(smtp({ port: upgraded.port, security: 'starttls' }).send(mail))).toMatchObject({
        kind: 'transient',
      })
      expect(await implicit.heard()).toEqual([])
      expect(await upgraded.heard()).toEqual(['EHLO bluesky.example', 'STARTTLS'])
    },
  )

  it.for([
    ['does not offer it', ['220 hello', `250-mail.tenant.example\r\n250 AUTH PLAIN`], 'credentials'],
    ['offers something like it', ['220 hello', '250-mail.tenant.example\r\n250 XSTARTTLS'], 'credentials'],
    ['refuses it', [...STARTTLS, '454 4.7.0 TLS not available'], 'transient'],
    ['refuses it for good', [...STARTTLS, '502 5.5.1 no'], 'credentials'],
    ['says more than it should before it', [...STARTTLS, '220 2.0.0 go\r\n250 AUTH PLAIN'], 'credentials'],
    ['never stops talking', ['220 hello', `250-${'x'.repeat(20_000)}`], 'transient'],
    ['closes instead', [...STARTTLS, 'CUT'], 'transient'],
    ['falls silent', [...STARTTLS, 'SILENCE'], 'transient'],
    ['falls silent in the handshake', [...STARTTLS, '220 2.0.0 go'], 'transient'],
  ] as const)('a server that %s hears neither password nor mail in clear', async ([, says, kind], { expect }) => {
    const { port, heard } = await rude({ tls: false, says })
    const refusal = await refusalOf(smtp({ port, security: 'starttls', timeoutMs: 700 }).send(aMail(someone())))
    expect(refusal.kind).toBe(kind)
    for (const line of await heard()) expect(line).not.toMatch(/AUTH|MAIL|RCPT/)
  })

  it('nobody there is tried again', async ({ expect }) => {
    expect(await refusalOf(smtp({ port: 9 }).send(aMail(someone())))).toMatchObject({ kind: 'transient' })
    expect(await refusalOf(smtp({ host: 'nowhere.invalid' }).send(aMail(someone())))).toMatchObject({
      kind: 'transient',
    })
  })
})

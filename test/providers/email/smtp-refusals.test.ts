import { describe, it } from 'vitest'
import { aMail, mailsTo, ports, refusalOf, rude, smtp, someone } from './smtp-mails.ts'

const EHLO = '250-mail.tenant.example\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME'
const SIGNED_IN = ['220 mail.tenant.example ESMTP', EHLO, '235 2.7.0 Authentication successful'] as const
const TO_DATA = [...SIGNED_IN, '250 2.1.0 Ok', '250 2.1.5 Ok'] as const
const STARTTLS = ['220 mail.tenant.example ESMTP', '250-mail.tenant.example\r\n250 STARTTLS'] as const

describe('what an SMTP server’s replies mean', () => {
  it.for([
    ['rcpt.550.5-1-1', 'gone', '550 5.1.1 to RCPT TO'],
    ['rcpt.550.5-1-6', 'gone', '550 5.1.6 to RCPT TO'],
    ['rcpt.556.5-1-10', 'gone', '556 5.1.10 to RCPT TO'],
    ['rcpt.550.5-7-1', 'permanent', '550 5.7.1 to RCPT TO'],
    ['rcpt.551.5-7-1', 'permanent', '551 5.7.1 to RCPT TO'],
    ['rcpt.553.5-1-3', 'permanent', '553 5.1.3 to RCPT TO'],
    ['rcpt.554.5-7-1', 'permanent', '554 5.7.1 to RCPT TO'],
    ['rcpt.450.4-2-1', 'transient', '450 4.2.1 to RCPT TO'],
    ['rcpt.451.4-3-0', 'transient', '451 4.3.0 to RCPT TO'],
    ['rcpt.452.4-2-2', 'transient', '452 4.2.2 to RCPT TO'],
    ['rcpt.421.4-7-0', 'paused', '421 4.7.0 to RCPT TO'],
    ['rcpt.530.5-7-0', 'credentials', '530 5.7.0 to RCPT TO'],
    ['data.550.5-1-1', 'gone', '550 5.1.1 to DATA'],
    ['data.552.5-3-4', 'permanent', '552 5.3.4 to DATA'],
    ['data.554.5-7-1', 'permanent', '554 5.7.1 to DATA'],
    ['data.451.4-3-0', 'transient', '451 4.3.0 to DATA'],
    ['data.421.4-7-0', 'paused', '421 4.7.0 to DATA'],
  ] as const)('%s is %s, whether commands are sent together or one by one', async ([what, kind, reply], { expect }) => {
    for (const port of [ports.implicit, ports.patient]) {
      const mail = aMail(someone(what))
      const refusal = await refusalOf(smtp({ port }).send(mail))
      expect(refusal.kind).toBe(kind)
      // With 421 the server hangs up on whatever else was asked.
      const named = kind === 'paused' ? reply.replace(/ to .*/, '') : reply
      expect(refusal.message).toContain(`the SMTP server answered ${named}`)
      expect(refusal.retryAfterSeconds).toBe(kind === 'paused' ? 60 : null)
      expect(await mailsTo(mail.to)).toHaveLength(0)
    }
  })

  it.for([
    ['mail.451.4-3-0', 'transient'],
    ['mail.421.4-7-0', 'paused'],
    ['mail.550.5-1-1', 'permanent'],
    ['mail.553.5-7-1', 'permanent'],
    ['mail.552.5-3-4', 'permanent'],
    ['mail.530.5-7-0', 'credentials'],
  ] as const)('%s, about the sender, is %s: nobody’s address is gone for that', async ([what, kind], { expect }) => {
    for (const port of [ports.implicit, ports.patient]) {
      const refusal = await refusalOf(smtp({ port, from: `${what}.x@bluesky.example` }).send(aMail(someone())))
      expect(refusal.kind).toBe(kind)
      expect(refusal.message).toMatch(/ to MAIL FROM$/)
    }
  })

  it.for([
    ['auth.535.5-7-8', 'credentials'],
    ['auth.534.5-7-9', 'credentials'],
    ['auth.550.5-7-1', 'credentials'],
    ['auth.454.4-7-0', 'transient'],
    ['auth.421.4-7-0', 'paused'],
    ['nobody', 'credentials'],
  ] as const)('signing in as %s: %s', async ([username, kind], { expect }) => {
    const refusal = await refusalOf(smtp({ username, password: 'a secret word' }).send(aMail(someone())))
    expect(refusal.kind).toBe(kind)
    expect(`${refusal.message} ${refusal.stack} ${refusal.cause}`).not.toMatch(/secret|nobody|people\.example/)
  })

  it.for([
    [['554 5.7.1 your address is on a list'], 'credentials', '554 5.7.1 to our call'],
    [['421 4.3.2 too busy'], 'paused', '421 4.3.2 to our call'],
    [['220 hello', '502 5.5.1 no', '502 5.5.1 no'], 'credentials', '502 5.5.1 to HELO'],
    [['220 hello', '250 mail.tenant.example', '503 5.5.1 no AUTH here'], 'credentials', '503 5.5.1 to AUTH PLAIN'],
    [[...TO_DATA, '554 5.5.1 no data'], 'permanent', '554 5.5.1 to DATA'],
    [[...TO_DATA, '354 go on', '250 maybe 550 5.1.1'], null, null],
  ] as const)('%j: %s', async ([says, kind, reply], { expect }) => {
    const { port } = await rude({ tls: true, says })
    const sending = smtp({ port }).send(aMail(someone()))
    if (kind === null) return expect(await sending).toMatchObject({ messageId: expect.stringMatching(/^<dlv_/) })
    const refusal = await refusalOf(sending)
    expect(refusal.kind).toBe(kind)
    if (reply !== null) expect(refusal.message).toBe(`the SMTP server answered ${reply}`)
  })

  it('a refusal is heard out when the connection is cut right behind it', async ({ expect }) => {
    const ehlo = `250-PIPELINING\r\n${EHLO}`
    const [hello, , signedIn] = SIGNED_IN
    const answers = '250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n421 4.7.0 closing'
    const { port } = await rude({ tls: true, says: [hello, ehlo, signedIn, answers, 'BYE'] })
    for (let n = 0; n < 3; n += 1) {
      expect(await refusalOf(smtp({ port }).send(aMail(someone())))).toMatchObject({ kind: 'paused' })
    }
  })

  it('no address, or more than one: it goes nowhere', async ({ expect }) => {
    const wrong = [
      'a@people.example, b@people.example',
      'a@people.example>\r\nRCPT TO:<b@people.example',
      'Ana <a@people.example>',
      'a@b@c',
      '@',
      '',
    ]
    for (const to of wrong) {
      expect(await refusalOf(smtp().send(aMail(to))), to).toMatchObject({ kind: 'permanent' })
    }
    expect(await mailsTo('b@people.example')).toHaveLength(0)
  })

  it('lets no address, no name and no password into an error', async ({ expect }) => {
    for (const what of ['rcpt.550.5-1-1', 'data.554.5-7-1', 'rcpt.421.4-7-0']) {
      const refusal = await refusalOf(smtp().send(aMail(someone(what))))
      expect(`${refusal.message} ${refusal.stack} ${refusal.cause}`).not.toMatch(/people\.example|secret|not today/)
    }
  })
})

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

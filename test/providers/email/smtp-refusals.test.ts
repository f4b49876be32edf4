import { describe, it } from 'vitest'
import { aMail, EHLO, mailsTo, ports, refusalOf, rude, SIGNED_IN, smtp, someone, TO_DATA } from './smtp-mails.ts'

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

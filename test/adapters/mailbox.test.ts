import { it } from 'vitest'
import { mailboxText, readMailbox } from '../../src/adapters/email/mailbox.ts'

it.for([
  ['a@b.example', { name: '', address: 'a@b.example' }, 'a@b.example'],
  ['Blue Sky <a@b.example>', { name: 'Blue Sky', address: 'a@b.example' }, 'Blue Sky <a@b.example>'],
  ['سماء زرقاء <a@b.example>', { name: 'سماء زرقاء', address: 'a@b.example' }, 'سماء زرقاء <a@b.example>'],
  [
    'Céu Azul, S.A. <a@b.example>',
    { name: 'Céu Azul, S.A.', address: 'a@b.example' },
    '"Céu Azul, S.A." <a@b.example>',
  ],
  [
    '"Blue \\"Sky\\" \\\\ Inc" <a@b.example>',
    { name: 'Blue "Sky" \\ Inc', address: 'a@b.example' },
    '"Blue \\"Sky\\" \\\\ Inc" <a@b.example>',
  ],
  ['Blue\r\nBcc: x <a@b.example>', { name: 'Blue Bcc: x', address: 'a@b.example' }, '"Blue Bcc: x" <a@b.example>'],
] as const)('reads %j and writes it as one mailbox', ([text, mailbox, written], { expect }) => {
  expect(readMailbox(text)).toEqual(mailbox)
  expect(mailboxText(mailbox)).toBe(written)
  expect(readMailbox(written)).toEqual(mailbox)
})

it('takes nothing else for a mailbox', ({ expect }) => {
  for (const text of [
    '',
    'Blue Sky',
    'a@b.example, c@d.example',
    'Blue <a@b.example> <c@d.example>',
    '<a b@c.example>',
    'Blue <>',
  ]) {
    expect(readMailbox(text), text).toBeNull()
  }
})

import { env } from 'cloudflare:workers'
import { it } from 'vitest'
import { createMockEmailProvider, listMails, readMail } from '../../src/adapters/email/mock.ts'

const provider = createMockEmailProvider(env.FILES)
const mailOf = (idempotencyKey: string, subject = 'Arrived') => ({
  tenantId: 'ten_a',
  to: 'yoel@example.com',
  subject,
  html: '<p>Arrived</p>',
  text: 'Arrived',
  idempotencyKey,
})

it('keeps a mail under logs/emails, by its key', async ({ expect }) => {
  expect(await provider.send(mailOf('dlv_a'))).toEqual({ messageId: 'dlv_a' })
  expect((await env.FILES.list({ prefix: 'logs/emails/' })).objects.map((object) => object.key)).toEqual([
    'logs/emails/dlv_a.json',
  ])
  const { idempotencyKey: key, tenantId: _tenant, ...mail } = mailOf('dlv_a')
  expect(await readMail(env.FILES, key)).toEqual({ key, ...mail, sentAt: expect.any(Number) })
})

it('the same key is one mail, the first, however often and however concurrently it is sent', async ({ expect }) => {
  await provider.send(mailOf('dlv_b', 'first'))
  await Promise.all(['second', 'third', 'fourth'].map((subject) => provider.send(mailOf('dlv_b', subject))))
  expect(await readMail(env.FILES, 'dlv_b')).toMatchObject({ subject: 'first' })
  expect((await listMails(env.FILES)).filter((mail) => mail.key === 'dlv_b')).toHaveLength(1)
})

it('lists the newest first and no more than asked for, and nothing else that lies in the bucket', async ({
  expect,
}) => {
  await env.FILES.put('logs/other.json', '{}')
  for (const key of ['dlv_y', 'dlv_z', 'dlv_x']) await provider.send(mailOf(key))
  expect((await listMails(env.FILES, 2)).map((mail) => mail.key)).toEqual(['dlv_z', 'dlv_y'])
  expect((await listMails(env.FILES)).map((mail) => mail.key).slice(0, 3)).toEqual(['dlv_z', 'dlv_y', 'dlv_x'])
})

it('a mail that was never sent is not there', async ({ expect }) => {
  expect(await readMail(env.FILES, 'dlv_never')).toBeNull()
})

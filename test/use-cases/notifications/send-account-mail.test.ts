import { env } from 'cloudflare:workers'
import { it } from 'vitest'
import { readMail } from '../../../src/adapters/email/mock.ts'
import { ids } from '../../../src/core/ids.ts'
import type { Tenant } from '../../../src/domain/auth/tenant.ts'
import { DeliveryFailure } from '../../../src/domain/notifications/delivery-failure.ts'
import type { OutboxEntry } from '../../../src/domain/notifications/ports.ts'
import type { DirectoryContext } from '../../../src/use-cases/context.ts'
import { RetryLater } from '../../../src/use-cases/notifications/retry-later.ts'
import { sendAccountMail } from '../../../src/use-cases/notifications/send-account-mail.ts'
import { someTenant } from '../../harness/tenants.ts'
import { moodyProvider } from './moods.ts'
import { deliveriesOf, mailedTo, type Office, openOffice, refusalOf, someUser } from './office.ts'

const directoryOf = (office: Office): DirectoryContext => office.house.directory({ kind: 'system', job: 'test' })

const entryOf = (payload: Readonly<Record<string, unknown>>): OutboxEntry => ({
  id: ids.make('obx'),
  type: 'auth_mail',
  payload,
})

async function mailOf(tenant: Tenant, entry: OutboxEntry) {
  const [row] = await deliveriesOf(tenant, entry.id)
  return row ? readMail(env.FILES, row.id) : null
}

it.for([
  ['verify_email', '/verify-email'],
  ['reset_password', '/reset-password'],
  ['accept_invite', '/accept-invite'],
] as const)('%s carries a link whose token only that purpose opens', async ([template, path], { expect }) => {
  const office = openOffice()
  const ctx = directoryOf(office)
  const tenant = await someTenant()
  const user = await someUser(tenant)
  const tokenId = ids.make('ott')
  const entry = entryOf({ template, token_id: tokenId, user_id: user.id, tenant_id: tenant.id })

  await sendAccountMail(ctx, tenant.id, entry)

  const mail = await mailOf(tenant, entry)
  expect(mail?.to).toBe(user.email)
  const link = new URL(/https:\/\/\S+\?token=[\w.%-]+/.exec(mail?.text ?? '')?.[0] ?? 'no:link')
  expect(link.origin + link.pathname).toBe(`https://aircourier.test${path}`)
  const token = link.searchParams.get('token') ?? ''
  expect(await ctx.oneTimeTokens.idOf(token, template)).toBe(tokenId)
  const other = template === 'verify_email' ? 'reset_password' : 'verify_email'
  expect(await ctx.oneTimeTokens.idOf(token, other)).toBeNull()
})

it('a warning about a stolen session has no link that signs anyone in', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const user = await someUser(tenant)
  const entry = entryOf({ template: 'reuse_detected', user_id: user.id })
  await sendAccountMail(directoryOf(office), tenant.id, entry)
  const mail = await mailOf(tenant, entry)
  expect(mail?.to).toBe(user.email)
  expect(mail?.html).not.toContain('token=')
})

it('an entry that is relayed twice, even at once, is one mail, in whichever shard the tenant lies', async ({
  expect,
}) => {
  const office = openOffice()
  const tenant = await someTenant(1)
  const user = await someUser(tenant)
  const entry = entryOf({ template: 'reuse_detected', user_id: user.id })
  const send = () => sendAccountMail(directoryOf(office), tenant.id, entry)
  await Promise.all([send(), send()].map(refusalOf))
  await send()
  expect(await mailedTo(user.email)).toEqual([user.email])
  expect(await deliveriesOf(tenant, entry.id)).toMatchObject([{ status: 'sent', attempts: 1 }])
})

it('a provider that is busy makes it come back', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const user = await someUser(tenant)
  const ctx = directoryOf(office)
  const email = moodyProvider([new DeliveryFailure('transient', 'busy', 30)])
  const busy: DirectoryContext = {
    ...ctx,
    tenantContext: (...who) => ({
      ...ctx.tenantContext(...who),
      channels: async () => ({ ...(await ctx.tenantContext(...who).channels()), email }),
    }),
  }
  const refusal = await refusalOf(
    sendAccountMail(busy, tenant.id, entryOf({ template: 'reuse_detected', user_id: user.id })),
  )
  expect(refusal).toBeInstanceOf(RetryLater)
  expect(await mailedTo(user.email)).toEqual([])
})

it("nobody is mailed by a template that is unknown, for a user who is gone or another tenant's, or without the link's token", async ({
  expect,
}) => {
  const office = openOffice()
  const ctx = directoryOf(office)
  const [tenant, other] = [await someTenant(), await someTenant()]
  const user = await someUser(tenant)
  for (const template of ['welcome', 'toString', undefined]) {
    await sendAccountMail(ctx, tenant.id, entryOf({ template, user_id: user.id }))
  }
  await sendAccountMail(ctx, tenant.id, entryOf({ template: 'verify_email', user_id: user.id }))
  await sendAccountMail(ctx, tenant.id, entryOf({ template: 'reuse_detected', user_id: ids.make('usr') }))
  await sendAccountMail(ctx, other.id, entryOf({ template: 'reuse_detected', user_id: user.id }))
  expect(await mailedTo(user.email)).toEqual([])
  expect(office.logged.filter((line) => line.includes('account_mail_without_token'))).toHaveLength(1)
})

it('who stopped the news of parcels still gets mails about the account; a mailbox that does not work gets none', async ({
  expect,
}) => {
  const office = openOffice()
  const tenant = await someTenant()
  const [quiet, broken] = [await someUser(tenant), await someUser(tenant)]
  const ctx = office.tenant(tenant)
  const at = { channel: 'email', createdAt: 1 } as const
  await ctx.commit(
    [
      ctx.suppressions.add([
        { ...at, address: quiet.email, reason: 'unsubscribed' },
        { ...at, address: broken.email, reason: 'bounced' },
      ]),
    ],
    null,
  )
  for (const user of [quiet, broken]) {
    const entry = entryOf({ template: 'reuse_detected', user_id: user.id })
    await sendAccountMail(directoryOf(office), tenant.id, entry)
  }
  expect(await mailedTo(quiet.email, broken.email)).toEqual([quiet.email])
})

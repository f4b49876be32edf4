import { env } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import type { Channels } from '../../src/use-cases/context.ts'
import { aHouse } from '../harness/house.ts'
import { aCompany, type Company, call } from '../harness/wire.ts'

const OWNER = { kind: 'user', userId: 'usr_owner', role: 'owner', sessionId: 'ses_1' } as const

async function channelsOf(company: Company, variables: Readonly<Record<string, string>> = {}): Promise<Channels> {
  const house = aHouse(variables)
  const tenant = await house.findTenant(company.tenantId)
  if (!tenant) throw new Error('the company is there')
  return house.tenant(tenant, OWNER, 'api').channels()
}

const set = (company: Company, channels: unknown) =>
  call('PATCH', '/api/v1/tenant', { token: company.token, body: { channels } })

const aMail = {
  tenantId: 'ten_1',
  to: 'ana@example.com',
  subject: 's',
  html: 'h',
  text: 't',
  idempotencyKey: 'dlv_1',
} as const

describe('the accounts that messages go out by', () => {
  it('are the deployment’s, and in development kept messages', async ({ expect }) => {
    const { email, whatsapp, push } = await channelsOf(await aCompany())
    expect([email.provider, whatsapp.provider, push.provider]).toEqual(['mock', 'development', 'development'])
  })

  it('are a company’s own where it has some, and no other company’s', async ({ expect }) => {
    const [company, other] = [await aCompany(), await aCompany()]
    const changed = await set(company, {
      email: { resend_api_key: 're_own_key_123456', from: 'post@bluesky.example' },
      whatsapp: { phone_number_id: '106540352242922', access_token: 'EAA-own-token' },
    })
    expect(changed.status).toBe(200)
    const own = await channelsOf(company)
    expect([own.email.provider, own.email.repeatable]).toEqual(['resend', true])
    expect(own.whatsapp.phoneNumberId).toBe('106540352242922')
    expect(own.push.provider).toBe('development')
    expect(Object.keys(own.changedAt ?? {}).sort()).toEqual(['email', 'whatsapp'])
    const theirs = await channelsOf(other)
    expect([theirs.email.provider, theirs.whatsapp.provider]).toEqual(['mock', 'development'])
  })

  it('are looked up once a minute', async ({ expect }) => {
    const company = await aCompany()
    const house = aHouse()
    const tenant = await house.findTenant(company.tenantId)
    if (!tenant) throw new Error('the company is there')
    const first = await house.tenant(tenant, OWNER, 'api').channels()
    expect(await house.tenant(tenant, OWNER, 'api').channels()).toBe(first)
  })

  it('are nobody’s instead of the deployment’s while a credential cannot be read', async ({ expect }) => {
    const company = await aCompany()
    await set(company, { email: { resend_api_key: 're_own_key_123456' } })
    await env.DIRECTORY_DB.prepare("UPDATE tenant_settings SET value = 'broken' WHERE tenant_id = ? AND name = ?")
      .bind(company.tenantId, 'email.resend_api_key')
      .run()
    const { email } = await channelsOf(company)
    await expect(email.send(aMail)).rejects.toMatchObject({ kind: 'credentials' })
  })

  it('are none where a deployment in production has none: what is sent there fails, and says why', async ({
    expect,
  }) => {
    const production = {
      ENVIRONMENT: 'production',
      PUBLIC_URL: 'https://a.example',
      PASSWORD_COST: 'standard',
      RATE_LIMITS: 'on',
    }
    const { whatsapp, push } = await channelsOf(await aCompany(), production)
    const content = { type: 'text', body: 'x' } as const
    await expect(whatsapp.send({ to: '+34600111222', content, deliveryKey: 'a/b' })).rejects.toMatchObject({
      kind: 'permanent',
      message: 'no WhatsApp account is set up',
    })
    const message = { token: 't', title: 'a', body: 'b', data: {}, link: null, collapseKey: null }
    await expect(push.send(message)).rejects.toMatchObject({ kind: 'permanent' })
  })
})

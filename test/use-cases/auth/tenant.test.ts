import { env } from 'cloudflare:workers'
import { randomBytes } from 'node:crypto'
import { describe, it } from 'vitest'
import { getTenant } from '../../../src/use-cases/auth/get-tenant.ts'
import { register } from '../../../src/use-cases/auth/register.ts'
import { updateTenant } from '../../../src/use-cases/auth/update-tenant.ts'
import { testSecrets } from '../../harness/secrets.ts'
import { asUser, openDirectory, refusalOf, rows, someone } from './directory.ts'

const SECRET = 'EAAGm0PX4ZCpsBAtoken'

async function company(keys?: string) {
  const directory = openDirectory({}, keys)
  const { user, tenant } = await register(directory.ctx, someone())
  return { ...directory, user, tenant, ctx: asUser(directory.ctx, user) }
}

async function stored(tenantId: string): Promise<Readonly<Record<string, string>>> {
  const { results } = await env.DIRECTORY_DB.prepare('SELECT name, value FROM tenant_settings WHERE tenant_id = ?')
    .bind(tenantId)
    .all<{ name: string; value: string }>()
  return Object.fromEntries(results.map(({ name, value }) => [name, value]))
}

describe('a company’s settings', () => {
  it('change field by field, so that two who change different ones both keep theirs', async ({ expect }) => {
    const { ctx, tenant } = await company()
    await Promise.all([
      updateTenant(ctx, tenant.id, { name: 'Blue Sky', branding: { colour: '#112233' } }),
      updateTenant(ctx, tenant.id, { locale: 'es', branding: { supportEmail: 'help@bluesky.example' } }),
      updateTenant(ctx, tenant.id, { corsOrigins: ['https://app.bluesky.example'] }),
    ])
    const { tenant: after } = await getTenant(ctx, tenant.id)
    expect(after).toEqual({
      ...tenant,
      name: 'Blue Sky',
      locale: 'es',
      corsOrigins: ['https://app.bluesky.example'],
      branding: { ...tenant.branding, colour: '#112233', supportEmail: 'help@bluesky.example' },
    })
    const taken = await updateTenant(ctx, tenant.id, { branding: { supportEmail: null } })
    expect(taken.tenant.branding).toEqual({ ...tenant.branding, colour: '#112233' })
  })

  it('are for staff to see and for owners and admins to change', async ({ expect }) => {
    const { ctx, user, tenant } = await company()
    const as = (role: 'operator' | 'courier') => asUser(ctx, { id: user.id, role })
    expect(await refusalOf(getTenant(as('operator'), tenant.id))).toBeNull()
    expect(await refusalOf(getTenant(as('courier'), tenant.id))).toMatchObject({ code: 'forbidden' })
    expect(await refusalOf(updateTenant(as('operator'), tenant.id, { name: 'X' }))).toMatchObject({ code: 'forbidden' })
  })

  it('that change nothing leave no trace', async ({ expect }) => {
    const { ctx, tenant } = await company()
    const view = await updateTenant(ctx, tenant.id, { name: undefined, branding: {}, channels: {} })
    expect(view.tenant).toEqual(tenant)
    expect(await rows('audit_log', 'subject_id', tenant.id)).toHaveLength(1)
  })
})

describe('a company’s credentials', () => {
  it('are shown as set, kept encrypted, and named in the audit log without a value', async ({ expect }) => {
    const { ctx, tenant } = await company()
    const { channels } = await updateTenant(ctx, tenant.id, {
      channels: { 'whatsapp.access_token': SECRET, 'whatsapp.phone_number_id': '106540352242922' },
    })
    expect(channels).toMatchObject({
      'whatsapp.access_token': true,
      'whatsapp.app_secret': false,
      'whatsapp.phone_number_id': '106540352242922',
    })
    const kept = await stored(tenant.id)
    expect(JSON.stringify(kept)).not.toContain(SECRET)
    const bound = { tenantId: tenant.id, field: 'whatsapp.access_token' }
    expect(await ctx.encryption.decrypt(kept['whatsapp.access_token'] ?? '', bound)).toBe(SECRET)
    const [, line] = await rows('audit_log', 'subject_id', tenant.id)
    expect(line).toMatchObject({
      action: 'tenant.changed',
      changes: '{"fields":["whatsapp.access_token","whatsapp.phone_number_id"]}',
    })
  })

  it('belong to one company and one field', async ({ expect }) => {
    const { ctx, tenant } = await company()
    const other = await company()
    await updateTenant(ctx, tenant.id, { channels: { 'whatsapp.access_token': SECRET } })
    const jwe = (await stored(tenant.id))['whatsapp.access_token'] ?? ''
    for (const bound of [
      { tenantId: other.tenant.id, field: 'whatsapp.access_token' },
      { tenantId: tenant.id, field: 'whatsapp.app_secret' },
    ]) {
      expect(String(await refusalOf(ctx.encryption.decrypt(jwe, bound)))).toContain('another tenant or field')
    }
    expect((await getTenant(other.ctx, other.tenant.id)).channels['whatsapp.access_token']).toBe(false)
  })

  it('are taken away by null, and stay when nothing is said of them', async ({ expect }) => {
    const { ctx, tenant } = await company()
    await updateTenant(ctx, tenant.id, {
      channels: { 'email.resend_api_key': 're_12345678', 'email.from': 'hello@bluesky.example' },
    })
    const { channels } = await updateTenant(ctx, tenant.id, { channels: { 'email.from': null } })
    expect([channels['email.from'], channels['email.resend_api_key']]).toEqual([null, true])
    expect(Object.keys(await stored(tenant.id))).toEqual(['email.resend_api_key'])
  })

  it('go over to the present key with the next write of anything', async ({ expect }) => {
    const { ctx, user, tenant } = await company()
    await updateTenant(ctx, tenant.id, { channels: { 'whatsapp.access_token': SECRET, 'whatsapp.app_secret': SECRET } })
    const [old] = JSON.parse(testSecrets.ENCRYPTION_KEYS).keys
    const fresh = { kty: 'oct', kid: 'test-2', alg: 'A256GCM', k: randomBytes(32).toString('base64url') }
    const both = openDirectory({}, JSON.stringify({ keys: [fresh, old] }))
    await updateTenant(asUser(both.ctx, user), tenant.id, { locale: 'pt' })

    const alone = openDirectory({}, JSON.stringify({ keys: [fresh] }))
    const kept = await stored(tenant.id)
    for (const field of ['whatsapp.access_token', 'whatsapp.app_secret']) {
      expect(await alone.ctx.encryption.decrypt(kept[field] ?? '', { tenantId: tenant.id, field })).toBe(SECRET)
    }
  })

  it('whose key is gone stop no other change, and are logged without a value', async ({ expect }) => {
    const { ctx, user, tenant } = await company()
    await updateTenant(ctx, tenant.id, { channels: { 'whatsapp.access_token': SECRET } })
    const fresh = { kty: 'oct', kid: 'test-3', alg: 'A256GCM', k: randomBytes(32).toString('base64url') }
    const later = openDirectory({}, JSON.stringify({ keys: [fresh] }))
    const view = await updateTenant(asUser(later.ctx, user), tenant.id, { name: 'Still here' })

    expect(view.tenant.name).toBe('Still here')
    expect(later.logged.join()).toContain('credential_not_readable')
    expect(later.logged.join()).not.toContain(SECRET)
  })

  it('that are set anew at the same time are not overwritten by their old text', async ({ expect }) => {
    const { ctx, tenant } = await company()
    await updateTenant(ctx, tenant.id, { channels: { 'whatsapp.access_token': SECRET } })
    const was = (await stored(tenant.id))['whatsapp.access_token'] ?? ''
    await updateTenant(ctx, tenant.id, { channels: { 'whatsapp.access_token': 'another-token' } })
    const late = ctx.tenants.replaceSetting(tenant.id, 'whatsapp.access_token', was, 'the old one again')
    await ctx.commit([late], null)
    expect((await stored(tenant.id))['whatsapp.access_token']).not.toBe('the old one again')
  })
})

import { env } from 'cloudflare:workers'
import { describe, it, vi } from 'vitest'
import { createDeviceDirectory } from '../../../src/adapters/db/repositories/device-repository.ts'
import { createProviderTokens } from '../../../src/adapters/db/repositories/provider-token-repository.ts'
import type * as Fcm from '../../../src/adapters/fcm/fcm-adapter.ts'
import { openDirectoryDatabase } from '../../../src/core/database.ts'
import { createTokenEncryption } from '../../../src/core/security/token-encryption.ts'
import type { TenantContext } from '../../../src/use-cases/context.ts'
import { notifyPeople } from '../../../src/use-cases/notifications/notify-people.ts'
import { RetryLater } from '../../../src/use-cases/notifications/retry-later.ts'
import { cancelShipment } from '../../../src/use-cases/shipments/cancel-shipment.ts'
import { createShipment } from '../../../src/use-cases/shipments/create-shipment.ts'
import { aHouse } from '../../harness/house.ts'
import { aPerson } from '../../harness/people.ts'
import { testSecrets } from '../../harness/secrets.ts'
import { aNewShipment } from '../../harness/shipment-factory.ts'
import { aCompany, call } from '../../harness/wire.ts'
import { type Account, aMessage, anAccount, assertionsOf, FCM, revoke, sentBy } from './firebase.ts'

const directory = () => openDirectoryDatabase(env.DIRECTORY_DB)
const encryption = createTokenEncryption({ keys: testSecrets.ENCRYPTION_KEYS })
const tokensOf = (tenantId: string) => createProviderTokens(directory, encryption, { tenantId, provider: 'fcm' })
const rowOf = (tenantId: string) =>
  env.DIRECTORY_DB.prepare('SELECT * FROM provider_tokens WHERE tenant_id = ?')
    .bind(tenantId)
    .first<{ value: string }>()

const aToken = (value: string) => ({ value, expiresAt: Date.now() + 3_600_000 })

describe('the access token that isolates share', () => {
  it('lies encrypted, and is nobody’s but the tenant’s and the key’s it was kept for', async ({ expect }) => {
    const [mine, theirs] = [`ten_${crypto.randomUUID()}`, `ten_${crypto.randomUUID()}`]
    const token = aToken('ya29.secret')
    expect(await tokensOf(mine).find('key-1')).toBeNull()
    await tokensOf(mine).keep('key-1', token)
    expect(await tokensOf(mine).find('key-1')).toEqual(token)
    expect([await tokensOf(mine).find('key-2'), await tokensOf(theirs).find('key-1')]).toEqual([null, null])
    const row = await rowOf(mine)
    expect(row?.value).toMatch(/^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/)
    expect(JSON.stringify(row)).not.toMatch(/ya29|key-1/)
    // A row that is moved to another tenant is refused.
    await env.DIRECTORY_DB.prepare('UPDATE provider_tokens SET tenant_id = ?2 WHERE tenant_id = ?1')
      .bind(mine, theirs)
      .run()
    await expect(tokensOf(theirs).find('key-1')).rejects.toThrow('another tenant')
    const again = aToken('ya29.other')
    await tokensOf(theirs).keep('key-1', again)
    expect(await tokensOf(theirs).find('key-1')).toEqual(again)
  })

  /** What another isolate does: it remembers nothing of this one's. */
  async function anIsolate(account: Account, tenantId: string) {
    vi.resetModules()
    const { createFcmAdapter }: typeof Fcm = await import('../../../src/adapters/fcm/fcm-adapter.ts')
    return createFcmAdapter({
      serviceAccount: account.keyFile,
      baseUrl: FCM,
      tokenUrl: `${FCM}/token`,
      tokens: tokensOf(tenantId),
    })
  }

  it('saves the others a request, until it is refused', async ({ expect }) => {
    const [account, tenantId] = [anAccount(), `ten_${crypto.randomUUID()}`]
    for (let n = 0; n < 3; n++) await (await anIsolate(account, tenantId)).send(aMessage())
    expect([(await assertionsOf(account)).length, (await sentBy(account)).length]).toEqual([1, 3])
    await revoke(account)
    for (let n = 0; n < 3; n++) await (await anIsolate(account, tenantId)).send(aMessage())
    expect([(await assertionsOf(account)).length, (await sentBy(account)).length]).toEqual([2, 6])
  })

  it('that cannot be read any more is as good as none', async ({ expect }) => {
    const [account, tenantId] = [anAccount(), `ten_${crypto.randomUUID()}`]
    await (await anIsolate(account, tenantId)).send(aMessage())
    await env.DIRECTORY_DB.prepare("UPDATE provider_tokens SET value = 'a.b.c.d.e' WHERE tenant_id = ?")
      .bind(tenantId)
      .run()
    await (await anIsolate(account, tenantId)).send(aMessage())
    expect(await assertionsOf(account)).toHaveLength(2)
    expect((await rowOf(tenantId))?.value).not.toBe('a.b.c.d.e')
  })
})

/** A customer of a company with a device, and news of their parcel; nothing was told yet. */
async function aCustomerWaiting(deployment: Account, own: Account | null, device = 'phone') {
  const company = await aCompany()
  if (own !== null) {
    const body = { channels: { push: { fcm_service_account: own.keyFile } } }
    const { status, text } = await call('PATCH', '/api/v1/tenant', { token: company.token, body })
    if (status !== 200) throw new Error(text)
  }
  const customer = await aPerson(company, 'customer')
  const token = `${device}:${crypto.randomUUID()}`
  await customer.post('/notifications/devices', { token, platform: 'android' })
  const house = aHouse({
    RELAY: 'sweep',
    FCM_SERVICE_ACCOUNT: deployment.keyFile,
    FCM_BASE_URL: FCM,
    FCM_TOKEN_URL: `${FCM}/token`,
  })
  const tenant = await house.findTenant(company.tenantId)
  if (!tenant) throw new Error('the company that was just made is not there')
  const ctx = house.tenant(tenant, { kind: 'user', userId: company.userId, role: 'owner', sessionId: 'ses_1' }, 'api')
  const notify = { email: false, whatsapp: false, push: true }
  const shipment = await createShipment(ctx, { ...aNewShipment(), customerUserId: customer.userId, notify })
  await cancelShipment(ctx, { id: shipment.id })
  const { items } = await ctx.inbox.page({ id: customer.userId, sees: 'own' }, { limit: 1, after: null })
  const [event] = items
  if (event?.type !== 'shipment.cancelled') throw new Error('the customer sees no news')
  return { company, customer, token, ctx, shipment, event }
}

const reached = async (ctx: TenantContext, userId: string) =>
  (await createDeviceDirectory(directory(), ctx.tenant.id).ofUsers([userId])).map(({ token }) => token)

describe('news of a parcel', () => {
  it('goes to the customer’s device through the deployment’s project, once', async ({ expect }) => {
    const deployment = anAccount()
    const { token, ctx, event, shipment } = await aCustomerWaiting(deployment, null)
    await notifyPeople(ctx, event.id)
    await notifyPeople(ctx, event.id)
    const sent = await sentBy(deployment)
    expect(sent).toHaveLength(1)
    expect(sent[0]?.message).toMatchObject({
      token,
      data: { event: 'shipment.cancelled', shipment_id: shipment.id, tracking_id: shipment.trackingId },
    })
    expect(await rowOf('deployment')).toBeTruthy()
  })

  it('goes through the company’s own project where it has one, and the deployment’s hears nothing', async ({
    expect,
  }) => {
    const [deployment, own] = [anAccount(), anAccount()]
    const { token, ctx, event } = await aCustomerWaiting(deployment, own)
    await notifyPeople(ctx, event.id)
    expect((await sentBy(own)).map(({ message }) => message.token)).toEqual([token])
    expect([await sentBy(deployment), await assertionsOf(deployment)]).toEqual([[], []])
    expect(await rowOf(ctx.tenant.id)).toBeTruthy()
  })

  it('to a device that is gone makes the device forgotten, and it is asked no more', async ({ expect }) => {
    const deployment = anAccount()
    const { customer, ctx, event, company } = await aCustomerWaiting(deployment, null, 'unregistered')
    expect(await reached(ctx, customer.userId)).toHaveLength(1)
    await notifyPeople(ctx, event.id)
    await notifyPeople(ctx, event.id)
    expect([await reached(ctx, customer.userId), (await sentBy(deployment)).length]).toEqual([[], 1])
    const { body } = await company.get('/notifications/deliveries')
    expect(body.data).toMatchObject([{ channel: 'push', status: 'failed', provider: 'fcm' }])
    expect(JSON.stringify(body)).not.toContain('unregistered:')
  })

  it('goes to nobody after the device moved to another company', async ({ expect }) => {
    const deployment = anAccount()
    const { token, ctx, event } = await aCustomerWaiting(deployment, null)
    const other = await aCompany('Elsewhere')
    await other.post('/notifications/devices', { token, platform: 'android' })
    await notifyPeople(ctx, event.id)
    expect(await sentBy(deployment)).toEqual([])
  })

  it('waits for the company’s key to be mended, and leaves the device alone', async ({ expect }) => {
    const [deployment, own] = [anAccount(), anAccount('revoked')]
    const { customer, ctx, event } = await aCustomerWaiting(deployment, own)
    await expect(notifyPeople(ctx, event.id)).rejects.toThrow(RetryLater)
    expect(await reached(ctx, customer.userId)).toHaveLength(1)
    expect([await sentBy(own), await sentBy(deployment)]).toEqual([[], []])
  })
})

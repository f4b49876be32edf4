import { env } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import { newRecording, recordedD1 } from '../../bench/recorded-d1.ts'
import { whatsAppContext, whatsAppScope } from '../../src/composition/whatsapp.ts'
import { openHouse } from '../../src/composition.ts'
import { hmacSha256Hex } from '../../src/core/security/signatures.ts'
import { takeCallback } from '../../src/use-cases/whatsapp/take-callback.ts'
import { aMessageId, aNumber, aPhone, callback, ownNumber, seconds, written } from '../harness/whatsapp.ts'
import { aCompany } from '../harness/wire.ts'
import { findingsOf, planOf } from './query-plans.ts'

const NUMBER = aNumber()

function counted() {
  const recording = newRecording()
  const vars = { RELAY: 'sweep', WHATSAPP_APP_SECRET: 'test_app_secret', WHATSAPP_PHONE_NUMBER_ID: NUMBER }
  const OUTBOUND = { send: async () => undefined, sendBatch: async () => undefined } as unknown as Queue
  const deployed: Env = Object.assign({ ...env }, vars, {
    OUTBOUND,
    DIRECTORY_DB: recordedD1(env.DIRECTORY_DB, 'directory', recording),
    TENANT_DB_0: recordedD1(env.TENANT_DB_0, 'shard', recording),
    TENANT_DB_1: recordedD1(env.TENANT_DB_1, 'shard', recording),
  })
  const house = openHouse({ env: deployed, execution: { waitUntil: () => undefined } })
  return { recording, house, context: whatsAppContext(house, deployed), scope: whatsAppScope(house, deployed) }
}

const DEPLOYMENT = { deployment: true, tenants: [] }

describe('a callback', () => {
  it('that the deployment’s secret signed is taken without the database, and a company’s with one read', async ({
    expect,
  }) => {
    const { house, scope } = counted()
    const sign = (secret: string, number: string) => {
      const body = new TextEncoder().encode(JSON.stringify(callback(number, {})))
      return scope.whatsAppSigners(body, `sha256=${hmacSha256Hex(secret, body)}`)
    }
    expect(await sign('test_app_secret', NUMBER)).not.toBeNull()
    expect(house.meter.trips).toBe(0)
    const company = await aCompany()
    const own = aNumber()
    await ownNumber(company, own, 'own-app-secret')
    expect(await sign('own-app-secret', own)).not.toBeNull()
    expect(house.meter).toMatchObject({ trips: 1 })
    // The list, the index, the key, and the row behind the range.
    expect(house.meter.rowsRead).toBeLessThanOrEqual(5)
  })

  for (const size of [1, 200]) {
    it(`with ${size} messages and statuses of one company costs two round trips`, async ({ expect }) => {
      const company = await aCompany()
      const { house, context } = counted()
      await house.findTenant(company.tenantId)
      const before = house.meter.trips
      const messages = Array.from({ length: size }, () => written(aPhone(), 'hello'))
      const statuses = Array.from({ length: size }, (_, n) => ({
        id: aMessageId(),
        status: 'delivered',
        timestamp: seconds(Date.now()),
        recipient_id: aPhone(),
        biz_opaque_callback_data: `${company.tenantId}/dlv_${String(n).padStart(26, '0')}`,
      }))
      await takeCallback(context, callback(NUMBER, { messages, statuses }), DEPLOYMENT)
      expect(house.meter.trips - before).toBe(2)
    })
  }

  it('is worked by statements that search by keys', async ({ expect }) => {
    const company = await aCompany()
    const { house, context, recording } = counted()
    const tenant = await house.findTenant(company.tenantId)
    if (!tenant) throw new Error('the company that was just made is not there')
    const phone = aPhone()
    const links = [{ profile: { name: 'Ana' }, wa_id: phone, user_id: `US.${phone}` }]
    const status = { id: aMessageId(), status: 'sent', timestamp: '1', recipient_id: phone }
    const elsewhere = callback(aNumber(), {
      statuses: [status, { ...status, biz_opaque_callback_data: `${tenant.id}/dlv_${'1'.repeat(26)}` }],
    })
    await takeCallback(context, elsewhere, DEPLOYMENT)
    const keyed = { ...status, biz_opaque_callback_data: `${tenant.id}/dlv_${'0'.repeat(26)}` }
    const message = written(phone, 'STOP')
    await takeCallback(
      context,
      callback(NUMBER, { contacts: links, messages: [message], statuses: [status, keyed] }),
      DEPLOYMENT,
    )
    await context.inbox.claim(NUMBER, message.id)
    await context.commit([context.inbox.settle(NUMBER, message.id, 'sent')])
    const { whatsappContacts } = house.tenant(tenant, { kind: 'public' }, 'api')
    await whatsappContacts.find(NUMBER, [`+${phone}`])
    await whatsappContacts.learn(NUMBER, '+5511987654321', aPhone(), Date.now())
    const own = recording.ran.filter(({ sql }) => /whatsapp|n\.value/.test(sql))
    expect(own.length).toBeGreaterThanOrEqual(8)
    const plans = own.map(async ({ sql, params }) =>
      findingsOf(sql, await planOf(env.DIRECTORY_DB, sql, params), false),
    )
    expect((await Promise.all(plans)).flat()).toEqual([])
  })
})

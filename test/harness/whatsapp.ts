import { env } from 'cloudflare:workers'
import { whatsAppWork } from '../../src/composition/whatsapp.ts'
import { ids } from '../../src/core/ids.ts'
import { hmacSha256Hex } from '../../src/core/security/signatures.ts'
import type { Tenant } from '../../src/domain/auth/tenant.ts'
import { handleOutbound } from '../../src/queues/outbound.ts'
import { type Consumed, consume } from '../queues/consume.ts'
import { aDeployment } from './deployment.ts'
import { aHouse } from './house.ts'
import { type Company, call } from './wire.ts'

const WEBHOOK = '/api/v1/notifications/webhook/whatsapp'

/** What Meta posts: ids of ours and people's. */
export const callback = (phoneNumberId: string, value: Readonly<Record<string, unknown>>, field = 'messages') => ({
  object: 'whatsapp_business_account',
  entry: [
    {
      id: '102290129340398',
      changes: [
        {
          value: {
            messaging_product: 'whatsapp',
            metadata: { display_phone_number: '15550783881', phone_number_id: phoneNumberId },
            ...value,
          },
          field,
        },
      ],
    },
  ],
})

export const seconds = (ms: number): string => String(Math.floor(ms / 1000))

export const aMessageId = (): string => `wamid.${crypto.randomUUID()}`

/** A text that somebody wrote. */
export const written = (from: string, body: string, more: Readonly<Record<string, unknown>> = {}) => ({
  from,
  id: aMessageId(),
  timestamp: seconds(Date.now()),
  type: 'text',
  text: { body },
  ...more,
})

/** A phone of this test's own, in a country whose language is English. */
export const aPhone = (): string =>
  `1650${String(crypto.getRandomValues(new Uint32Array(1))[0])
    .padStart(10, '0')
    .slice(-7)}`
export const aNumber = (): string => `1065${crypto.getRandomValues(new Uint32Array(2)).join('')}`.slice(0, 30)

/** Writes a number of its own into a company's settings. */
export async function ownNumber(
  company: Company,
  phone_number_id: string,
  app_secret: string | null,
  access_token = 'EAAG-own-token',
): Promise<void> {
  const body = { channels: { whatsapp: { phone_number_id, access_token, app_secret } } }
  const { status } = await call('PATCH', '/api/v1/tenant', { token: company.token, body })
  if (status !== 200) throw new Error(`the settings answered ${status}`)
}

/**
 * A deployment whose outbound queue is worked when the test says so, by the real consumer.
 * @param given variables of its configuration; without WHATSAPP_BASE_URL nobody is reached
 */
export function aSwitchboard(given: Readonly<Record<string, string>>) {
  const variables = { WHATSAPP_BASE_URL: 'http://127.0.0.1:1', ...given }
  const waiting: unknown[] = []
  const faults = { sends: 0 }
  const OUTBOUND = {
    send: async (body: unknown) => void waiting.push(structuredClone(body)),
    async sendBatch(batch: Iterable<{ body: unknown }>) {
      if (faults.sends > 0) {
        faults.sends -= 1
        throw new Error('the queue is not there')
      }
      waiting.push(...[...batch].map(({ body }) => body))
    },
  } as unknown as Queue
  const deployment = aDeployment(variables, { OUTBOUND })
  const house = aHouse(variables)
  const work = {
    log: house.log,
    findTenant: house.findTenant,
    tenant: (tenant: Parameters<typeof house.tenant>[0]) =>
      house.tenant(tenant, { kind: 'system', job: 'outbound' }, 'api'),
    directory: house.directory,
    whatsapp: whatsAppWork(house, { ...env, ...variables, OUTBOUND }),
    send: async () => undefined,
  }
  const post = async (body: unknown, secret: string, more: { raw?: string; signature?: string | null } = {}) => {
    const raw = more.raw ?? JSON.stringify(body)
    const signature = more.signature === undefined ? `sha256=${hmacSha256Hex(secret, raw)}` : more.signature
    return deployment(WEBHOOK, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(signature !== null && { 'x-hub-signature-256': signature }) },
      body: raw,
    })
  }
  const workOff = async (bodies: readonly unknown[], attempts = 1): Promise<Consumed> =>
    consume((batch) => handleOutbound(batch, () => work), { queue: 'outbound', attempts }, bodies)
  return {
    house,
    deployment,
    waiting,
    /** How many of the next sends of answers fail. */
    faults,
    post,
    workOff,
    /** Works what waits, and what comes of it, until nothing waits; what is to be tried again is left. */
    async drain(attempts = 1): Promise<readonly Consumed[]> {
      const done: Consumed[] = []
      while (waiting.length > 0) done.push(await workOff(waiting.splice(0), attempts))
      return done
    },
  }
}

export async function tenantOf({ tenantId }: Company): Promise<Tenant> {
  const tenant = await aHouse().findTenant(tenantId)
  if (!tenant) throw new Error('the company that was just made is not there')
  return tenant
}

const shardOf = ({ shard }: Tenant): D1Database => (shard === 1 ? env.TENANT_DB_1 : env.TENANT_DB_0)

/** A WhatsApp delivery of a company, as it lies in its shard. */
export async function aDelivery(
  company: Company,
  status = 'sent',
  providerMessageId: string | null = null,
): Promise<string> {
  const id = ids.make('dlv')
  await shardOf(await tenantOf(company))
    .prepare(
      `INSERT INTO deliveries (tenant_id, event_id, recipient, channel, id, status, provider_message_id, attempts, created_at, updated_at)
       VALUES (?, ?, '+16505551234', 'whatsapp', ?, ?, ?, 1, 0, 0)`,
    )
    .bind(company.tenantId, ids.make('ntf'), id, status, providerMessageId)
    .run()
  return id
}

/** What became of it. */
export async function stateOf(company: Company, id: string) {
  const row = await shardOf(await tenantOf(company))
    .prepare('SELECT status, provider_message_id, last_error FROM deliveries WHERE tenant_id = ? AND id = ?')
    .bind(company.tenantId, id)
    .first<{ status: string; provider_message_id: string | null; last_error: string | null }>()
  if (!row) throw new Error('the delivery that was just made is not there')
  return row
}

/** What Meta says of a message of ours. */
export const status = (key: string | null, what: string, more: Readonly<Record<string, unknown>> = {}) => ({
  id: aMessageId(),
  status: what,
  timestamp: seconds(Date.now()),
  recipient_id: '16505551234',
  ...(key !== null && { biz_opaque_callback_data: key }),
  ...more,
})

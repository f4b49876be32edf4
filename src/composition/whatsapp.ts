import { createWhatsAppInbox } from '../adapters/db/repositories/whatsapp-inbox.ts'
import { createWhatsAppNumbers } from '../adapters/db/repositories/whatsapp-numbers.ts'
import { parseWhatsAppCallback } from '../adapters/whatsapp/callback.ts'
import { createWhatsAppCloudAdapter } from '../adapters/whatsapp/cloud-adapter.ts'
import { whatsAppWords } from '../adapters/whatsapp/words.ts'
import { systemClock } from '../core/clock.ts'
import type { Config } from '../core/config.ts'
import { openDirectoryDatabase, type SqlStatement } from '../core/database.ts'
import { ids } from '../core/ids.ts'
import { timingSafeEqual } from '../core/security/signatures.ts'
import { createTokenEncryption } from '../core/security/token-encryption.ts'
import type { WhatsAppService } from '../domain/notifications/channel-ports.ts'
import { headlineText } from '../pages/tracking-headline.tsx'
import type { WhatsAppWork } from '../queues/whatsapp.ts'
import type { WhatsAppQueueMessage } from '../queues/whatsapp-messages.ts'
import type { Scope } from '../routes/scope.ts'
import { viewOf } from '../routes/tracking/view.ts'
import type { WhatsAppContext } from '../use-cases/whatsapp/context.ts'
import { findSigners } from '../use-cases/whatsapp/find-signers.ts'
import type { House } from './house.ts'

/** A queue's message holds 128 KB; what is larger waits in R2. */
const INLINE_BODY_LIMIT = 100_000

function deploymentSender(config: Config): WhatsAppService | null {
  const { WHATSAPP_PHONE_NUMBER_ID: phoneNumberId, WHATSAPP_ACCESS_TOKEN: accessToken } = config
  if (phoneNumberId === undefined || accessToken === undefined) return null
  const { WHATSAPP_BASE_URL: baseUrl, WHATSAPP_GRAPH_VERSION: graphVersion } = config
  return createWhatsAppCloudAdapter({ baseUrl, graphVersion, phoneNumberId, accessToken })
}

/** What callbacks of WhatsApp are worked with. */
export function whatsAppContext(house: House, env: Env): WhatsAppContext {
  const { config } = house
  const db = openDirectoryDatabase(env.DIRECTORY_DB, { meter: house.meter })
  return {
    clock: systemClock,
    log: house.log,
    publicUrl: config.PUBLIC_URL,
    appSecret: config.WHATSAPP_APP_SECRET ?? null,
    deploymentNumber: config.WHATSAPP_PHONE_NUMBER_ID ?? null,
    numbers: createWhatsAppNumbers(db),
    inbox: createWhatsAppInbox(db),
    encryption: createTokenEncryption({ keys: config.ENCRYPTION_KEYS }),
    words: whatsAppWords,
    statusText: (tracking, tenant, locale) => headlineText(viewOf({ tracking, tenant }, '', locale), systemClock.now()),
    parse: parseWhatsAppCallback,
    deploymentSender: deploymentSender(config),
    findTenant: house.findTenant,
    findTenantByCode: house.findTenantByCode,
    tenant: (tenant) => house.tenant(tenant, { kind: 'webhook', provider: 'whatsapp' }, 'api'),
    async send(jobs) {
      for (let start = 0; start < jobs.length; start += 100) {
        await env.OUTBOUND.sendBatch(jobs.slice(start, start + 100).map((body) => ({ body })))
      }
    },
    async commit(statements) {
      await db.commit(statements as readonly SqlStatement[])
    },
  }
}

/** The same for the webhook's route. */
export function whatsAppScope(
  house: House,
  env: Env,
): Pick<Scope, 'isWhatsAppVerifyToken' | 'whatsAppSigners' | 'acceptWhatsAppCallback'> {
  const verifyToken = house.config.WHATSAPP_VERIFY_TOKEN
  return {
    isWhatsAppVerifyToken: (token) => verifyToken !== undefined && timingSafeEqual(token, verifyToken),
    whatsAppSigners: (body, signature) => findSigners(whatsAppContext(house, env), { body, signature }),
    async acceptWhatsAppCallback(signedBy, body, bytes) {
      const message = { type: 'whatsapp_callback', signed_by: signedBy } as const
      if (bytes <= INLINE_BODY_LIMIT) {
        await env.OUTBOUND.send({ ...message, body } satisfies WhatsAppQueueMessage)
        return
      }
      const bodyKey = `webhooks/whatsapp/${ids.make('msg')}.json`
      await env.FILES.put(bodyKey, JSON.stringify(body))
      try {
        await env.OUTBOUND.send({ ...message, body_key: bodyKey } satisfies WhatsAppQueueMessage)
      } catch (error) {
        // It comes again; what people wrote must not lie where nobody looks for it.
        await env.FILES.delete(bodyKey)
        throw error
      }
    },
  }
}

/** The same for the queue's consumer. */
export function whatsAppWork(house: House, env: Env): WhatsAppWork {
  return {
    context: () => whatsAppContext(house, env),
    storedBody: async (key) => (await env.FILES.get(key))?.json() ?? null,
    dropBody: (key) => env.FILES.delete(key),
  }
}

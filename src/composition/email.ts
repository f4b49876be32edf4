import { createTenantRepository } from '../adapters/db/repositories/tenant-repository.ts'
import { createRemembering } from '../adapters/remembering.ts'
import type { Config } from '../core/config.ts'
import { openDirectoryDatabase } from '../core/database.ts'
import { describeError } from '../core/log.ts'
import { createTokenEncryption } from '../core/security/token-encryption.ts'
import type { Scope } from '../routes/scope.ts'
import type { House } from './house.ts'

const FIELD = 'email.resend_webhook_secret'

type Remembered = ReturnType<typeof createRemembering<string>>
const remembered = new WeakMap<Config, Remembered>()

function memoryOf(config: Config): Remembered {
  const known = remembered.get(config) ?? createRemembering<string>()
  remembered.set(config, known)
  return known
}

/** What routes need to know whether a mail provider's callback is genuine. */
export function emailScope(house: House, env: Env): Pick<Scope, 'webhookSecret'> {
  const { config, log, meter } = house

  async function find(tenantId: string): Promise<string | null> {
    const found = await createTenantRepository(openDirectoryDatabase(env.DIRECTORY_DB, { meter })).find(tenantId)
    const stored = found?.settings.find(({ name }) => name === FIELD)
    if (!stored) return null
    try {
      return await createTokenEncryption({ keys: config.ENCRYPTION_KEYS }).decrypt(stored.value, {
        tenantId,
        field: FIELD,
      })
    } catch (error) {
      log.error('credential_not_readable', { tenant_id: tenantId, field: FIELD, ...describeError(error) })
      return null
    }
  }

  return {
    async webhookSecret(account) {
      if (account === null) return config.RESEND_WEBHOOK_SECRET ?? null
      return memoryOf(config).get(account, Date.now(), () => find(account))
    },
  }
}

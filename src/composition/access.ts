import { createApiKeyRepository } from '../adapters/db/repositories/api-key-repository.ts'
import { createDomainRepository } from '../adapters/db/repositories/domain-repository.ts'
import { createOAuthRepository } from '../adapters/db/repositories/oauth-repository.ts'
import { createOriginRepository } from '../adapters/db/repositories/origin-repository.ts'
import { createDomainProofs } from '../adapters/domains/domain-proofs.ts'
import { keyBehind } from '../adapters/key-ring.ts'
import { createOAuthProviders } from '../adapters/oauth/providers.ts'
import { createRemembering } from '../adapters/remembering.ts'
import type { Config } from '../core/config.ts'
import { type DirectoryDatabase, openDirectoryDatabase } from '../core/database.ts'
import { oauthConfigOf } from '../core/oauth-config.ts'
import type { Scope } from '../routes/scope.ts'
import type { DirectoryContext } from '../use-cases/context.ts'
import type { House } from './house.ts'

const rememberedHosts = createRemembering<string>()
const rememberedOrigins = createRemembering<true>()

/** The ways in beside a password: what use cases need of them. Throws `ConfigError`. */
export function accessContext(
  env: Env,
  config: Config,
  db: DirectoryDatabase,
): Pick<DirectoryContext, 'apiKeys' | 'domains' | 'domainProofs' | 'oauth' | 'oauthProviders'> {
  const isDevelopment = config.ENVIRONMENT === 'development'
  return {
    apiKeys: createApiKeyRepository(db),
    domains: createDomainRepository(db),
    domainProofs: createDomainProofs({ resolver: config.DNS_OVER_HTTPS_URL, loopback: isDevelopment }),
    oauth: createOAuthRepository(db),
    oauthProviders: createOAuthProviders(oauthConfigOf(env), { insecure: isDevelopment }),
  }
}

/** The same for routes, by the isolate's memory of one minute. `host`: what the request was sent to. */
export function accessScope(
  house: House,
  env: Env,
  host: string | null,
): Pick<Scope, 'findApiKey' | 'findHostTenant' | 'isKnownOrigin' | 'rateLimits'> {
  const { config, meter } = house
  const open = () => openDirectoryDatabase(env.DIRECTORY_DB, { meter })
  const own = new URL(config.PUBLIC_URL)
  return {
    rateLimits: config.RATE_LIMITS === 'on',

    findApiKey: (text) =>
      keyBehind(text, { keys: createApiKeyRepository(open()), now: Date.now(), defer: house.defer }),

    async findHostTenant() {
      if (host === null || host === own.host) return null
      const find = () => createDomainRepository(open()).findTenantId(host)
      const tenantId = await rememberedHosts.get(host, Date.now(), find)
      return tenantId === null ? null : house.findTenant(tenantId)
    },

    async isKnownOrigin(origin) {
      if (origin === own.origin) return true
      const find = async () => ((await createOriginRepository(open()).isListed(origin)) ? true : null)
      return (await rememberedOrigins.get(origin, Date.now(), find)) !== null
    },
  }
}

import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { type DirectoryDatabase, orm, queryOf, statement } from '../../../core/database.ts'
import type { SecretEncryption } from '../../../core/security/token-encryption.ts'
import type { AccessTokenStore } from '../../fcm/access-tokens.ts'
import { providerTokens } from '../schema/directory/devices.ts'

/** Whose account it is: a tenant's own, or the deployment's. */
export interface TokenOwner {
  readonly tenantId: string | 'deployment'
  readonly provider: 'fcm'
}

const FIELD = 'access_token'

const KeptSchema = z.object({ fingerprint: z.string(), value: z.string(), expiresAt: z.number() })

/**
 * One access token per owner and provider, encrypted and bound to both. A token of another key than the one asked for is as good as
 * none, and so is one that cannot be decrypted any more. Each call is one round trip.
 * @param open the directory, anew for each call: an adapter outlives the request that made it
 */
export function createProviderTokens(
  open: () => DirectoryDatabase,
  encryption: Pick<SecretEncryption, 'encrypt' | 'decrypt'>,
  { tenantId, provider }: TokenOwner,
): AccessTokenStore {
  const bound = { tenantId, field: `${provider}.${FIELD}` }
  return {
    async find(fingerprint) {
      const mine = and(eq(providerTokens.tenantId, tenantId), eq(providerTokens.provider, provider))
      const [row] = await open().all(queryOf(orm.select().from(providerTokens).where(mine)))
      if (!row) return null
      const kept = KeptSchema.parse(JSON.parse(await encryption.decrypt(String(row.value), bound)))
      return kept.fingerprint === fingerprint ? { value: kept.value, expiresAt: kept.expiresAt } : null
    },

    async keep(fingerprint, token) {
      const value = await encryption.encrypt(JSON.stringify({ fingerprint, ...token }), bound)
      const row = { tenantId, provider, value, expiresAt: token.expiresAt }
      await open().commit([
        statement(
          orm
            .insert(providerTokens)
            .values(row)
            .onConflictDoUpdate({
              target: [providerTokens.tenantId, providerTokens.provider],
              set: { value, expiresAt: token.expiresAt },
            }),
        ),
      ])
    },
  }
}

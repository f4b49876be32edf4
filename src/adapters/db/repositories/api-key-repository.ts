import { and, desc, eq, isNull, lt, or } from 'drizzle-orm'
import { type DirectoryDatabase, orm, queryOf, type Row, statement } from '../../../core/database.ts'
import { notFound } from '../../../core/errors.ts'
import type { ApiKey } from '../../../domain/auth/api-key.ts'
import type { ApiKeyRepository } from '../../../domain/auth/ports.ts'
import { decode } from '../decode.ts'
import { apiKeys } from '../schema/directory/access.ts'
import { pageOf } from './page.ts'

const LAST_USED_GRAIN_MS = 60_000

const toApiKey = (row: Row): ApiKey => Object.freeze(decode(apiKeys, row))

const named = (tenantId: string, id: string) => and(eq(apiKeys.tenantId, tenantId), eq(apiKeys.id, id))

/** API keys in the directory. Each read is one round trip. */
export function createApiKeyRepository(db: DirectoryDatabase): ApiKeyRepository {
  return {
    async list(tenantId, { limit, after }) {
      const mine = eq(apiKeys.tenantId, tenantId)
      const rows = await db.all(
        queryOf(
          orm
            .select()
            .from(apiKeys)
            .where(after === null ? mine : and(mine, lt(apiKeys.id, after)))
            .orderBy(desc(apiKeys.id))
            .limit(limit + 1),
        ),
      )
      return pageOf(rows, limit, toApiKey)
    },

    async find(tenantId, id) {
      const [row] = await db.all(queryOf(orm.select().from(apiKeys).where(named(tenantId, id))))
      return row ? toApiKey(row) : null
    },

    async findByHash(keyHash) {
      const [row] = await db.all(queryOf(orm.select().from(apiKeys).where(eq(apiKeys.keyHash, keyHash))))
      return row ? toApiKey(row) : null
    },

    insert: (key) => statement(orm.insert(apiKeys).values(key)),

    remove: ({ tenantId, id }) =>
      statement(orm.delete(apiKeys).where(named(tenantId, id)), {
        expects: { rows: 1, otherwise: () => notFound('API key') },
      }),

    async touch({ tenantId, id }, now) {
      const stale = or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, now - LAST_USED_GRAIN_MS))
      await db.commit([
        statement(
          orm
            .update(apiKeys)
            .set({ lastUsedAt: now })
            .where(and(named(tenantId, id), stale)),
        ),
      ])
    },
  }
}

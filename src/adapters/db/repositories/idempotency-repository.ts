import { and, eq } from 'drizzle-orm'
import { type Database, orm, queryOf, type SqlStatement, statement } from '../../../core/database.ts'
import { IdempotencyKeyUsed } from '../../../core/errors.ts'
import { decode } from '../decode.ts'
import { idempotencyKeys } from '../schema/house-keeping.ts'

export interface IdempotencyRepository {
  /** Fails the commit with `IdempotencyKeyUsed` when the key is there already: of two at once, one wins. */
  insert(
    request: { readonly key: string; readonly principal: string; readonly requestHash: string },
    answer: { readonly status: number; readonly present: (result: unknown) => string },
    result: unknown,
    now: number,
  ): SqlStatement
  find(principal: string, key: string): Promise<{ requestHash: string; status: number; body: string } | null>
}

/** One tenant's keys, in the database where its change lives: a shard or the directory. */
export function createIdempotencyRepository(
  db: Pick<Database, 'all'> & { readonly tenantId: string },
): IdempotencyRepository {
  const { tenantId } = db
  return {
    insert: ({ key, principal, requestHash }, answer, result, now) =>
      statement(
        orm.insert(idempotencyKeys).values({
          tenantId,
          principal,
          key,
          requestHash,
          responseStatus: answer.status,
          responseBody: answer.present(result),
          createdAt: now,
        }),
        {
          unique: {
            'idempotency_keys.tenant_id, idempotency_keys.principal, idempotency_keys.key': () =>
              new IdempotencyKeyUsed(),
          },
        },
      ),

    async find(principal, key) {
      const [row] = await db.all(
        queryOf(
          orm
            .select()
            .from(idempotencyKeys)
            .where(
              and(
                eq(idempotencyKeys.tenantId, tenantId),
                eq(idempotencyKeys.principal, principal),
                eq(idempotencyKeys.key, key),
              ),
            ),
        ),
      )
      if (!row) return null
      const found = decode(idempotencyKeys, row)
      return { requestHash: found.requestHash, status: found.responseStatus, body: found.responseBody }
    },
  }
}

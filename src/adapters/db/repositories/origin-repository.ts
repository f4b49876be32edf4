import { eq } from 'drizzle-orm'
import { type DirectoryDatabase, orm, queryOf } from '../../../core/database.ts'
import { tenantOrigins } from '../schema/directory/access.ts'

/** The origins that companies list for their pages, over all of them: for requests that show no token yet. */
export function createOriginRepository(db: DirectoryDatabase) {
  return {
    /** One row read at the most. */
    async isListed(origin: string): Promise<boolean> {
      const { origin: column } = tenantOrigins
      const rows = await db.all(queryOf(orm.select({ column }).from(tenantOrigins).where(eq(column, origin)).limit(1)))
      return rows.length > 0
    },
  }
}

import { sql } from 'drizzle-orm'
import { type DirectoryDatabase, queryOf } from '../../../core/database.ts'

/** The origins that companies list for their pages, over all of them: for requests that show no token yet. */
export function createOriginRepository(db: DirectoryDatabase) {
  return {
    /** One row read at the most. */
    async isListed(origin: string): Promise<boolean> {
      const rows = await db.all(queryOf(sql`SELECT 1 AS found FROM tenant_origins WHERE origin = ${origin} LIMIT 1`))
      return rows.length > 0
    },
  }
}

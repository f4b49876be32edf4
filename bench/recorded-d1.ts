/** One statement as D1 ran it. */
export interface Ran {
  readonly database: string
  readonly sql: string
  readonly params: readonly unknown[]
  /** Statements with the same number went in one round trip. */
  readonly trip: number
  readonly rowsRead: number
  readonly rowsWritten: number
}

/** What databases were asked, in the order in which they answered. */
export interface Recording {
  readonly ran: Ran[]
  trips: number
}

export const newRecording = (): Recording => ({ ran: [], trips: 0 })

type Asked = Pick<Ran, 'sql' | 'params'>

/** The database itself, with a note of each statement that its sessions run. It has what `core/database.ts` uses, and no more. */
export function recordedD1(d1: D1Database, database: string, recording: Recording): D1Database {
  const asked = new WeakMap<D1PreparedStatement, Asked>()
  const noted = async <T>(statements: readonly D1PreparedStatement[], run: () => Promise<D1Result<T>[]>) => {
    recording.trips += 1
    const trip = recording.trips
    const results = await run()
    for (const [index, { meta }] of results.entries()) {
      const statement = statements[index]
      const known = statement && asked.get(statement)
      if (!known) throw new Error('a statement that was not prepared here')
      recording.ran.push({ database, ...known, trip, rowsRead: meta.rows_read, rowsWritten: meta.rows_written })
    }
    return results
  }
  const withSession = (constraint?: string) => {
    const session = d1.withSession(constraint)
    const bind = (sql: string, params: unknown[]) => {
      const bound = session.prepare(sql).bind(...params)
      asked.set(bound, { sql, params })
      const all = bound.all.bind(bound)
      bound.all = async <T>() => {
        const [result] = await noted([bound], async () => [await all<T>()])
        if (!result) throw new Error('a statement without a result')
        return result
      }
      return bound
    }
    return {
      prepare: (sql: string) => ({ bind: (...params: unknown[]) => bind(sql, params) }),
      batch: <T>(statements: D1PreparedStatement[]) => noted(statements, () => session.batch<T>(statements)),
      getBookmark: () => session.getBookmark(),
    }
  }
  // Not a whole D1Database: whatever else is asked of it is not there, and the caller fails.
  return { withSession } as unknown as D1Database
}

import type { Listening } from './listen.ts'
import { type Account, type Reply, type Seen, startScripted } from './scripted.ts'

/** A row as the API answers it; what is asked by is read, the rest passed on. */
export interface AviationstackRow {
  readonly flight_date: string
  readonly departure: { readonly iata: string | null }
  readonly flight: { readonly iata: string | null }
}

const failure = (status: number, code: string): Reply => ({
  status,
  body: { error: { code, message: `No access with the key in your query: ${code}` } },
})

function answer(seen: Seen, account: Account): Reply {
  const { access_key: key, flight_iata, flight_date, dep_iata, limit = '100', offset = '0' } = seen.query
  if (seen.path.startsWith('/gateway/') && key === undefined) {
    return { status: 401, body: { message: 'No API key found in request', request_id: 'a1' } }
  }
  if (!/^\/(v1|gateway\/aviationstack\/v1)\/flights$/.test(seen.path)) {
    return seen.path.startsWith('/gateway/')
      ? { status: 404, body: { message: 'no Route matched with those values' } }
      : failure(404, 'invalid_api_function')
  }
  if (key === undefined) return failure(401, 'missing_access_key')
  if (!key.startsWith('good-')) return failure(401, 'invalid_access_key')
  if (Number(limit) > 100) return failure(403, 'function_access_restricted')
  const rows = ((account.state ?? []) as AviationstackRow[]).filter(
    (row) =>
      (flight_iata === undefined || row.flight.iata === null || row.flight.iata === flight_iata) &&
      (flight_date === undefined || row.flight_date === flight_date) &&
      (dep_iata === undefined || row.departure.iata === dep_iata),
  )
  const data = rows.slice(Number(offset), Number(offset) + Number(limit))
  return {
    status: 200,
    body: {
      pagination: { limit: Number(limit), offset: Number(offset), count: data.length, total: rows.length },
      data,
    },
  }
}

/** Aviationstack's `GET /flights` by its documentation, on its own host (`/v1`) and behind APILayer's gateway. Keys that are good begin with `good-`. */
export const startAviationstack = (): Promise<Listening> =>
  startScripted((seen) => seen.query.access_key ?? 'nobody', answer)

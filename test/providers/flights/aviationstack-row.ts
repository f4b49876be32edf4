/** One end of a flight as Aviationstack writes it: local times of the wall, labelled `+00:00` all the same. */
export interface RowEnd {
  readonly iata: string | null
  readonly timezone?: string | null
  readonly scheduled?: string | null
  readonly estimated?: string | null
  readonly actual?: string | null
  readonly actual_runway?: string | null
  readonly delay?: number | string | null
  readonly terminal?: string | null
  readonly gate?: string | null
  readonly baggage?: string | null
}

export interface RowInput {
  readonly number?: string
  readonly status?: string
  readonly date?: string
  readonly departure?: Partial<RowEnd>
  readonly arrival?: Partial<RowEnd>
  readonly flight?: Readonly<Record<string, unknown>>
  readonly airline?: Readonly<Record<string, unknown>>
  readonly aircraft?: Readonly<Record<string, unknown>> | null
}

const wall = (text: string | null | undefined) => (text ? `${text}:00+00:00` : null)

function end({ scheduled, estimated = scheduled, actual, actual_runway, ...rest }: RowEnd) {
  return {
    airport: 'An airport',
    timezone: null,
    icao: null,
    terminal: null,
    gate: null,
    delay: null,
    ...rest,
    scheduled: wall(scheduled),
    estimated: wall(estimated),
    actual: wall(actual),
    estimated_runway: null,
    actual_runway: wall(actual_runway),
  }
}

/** SQ282 from Auckland to Singapore, as it was captured, and what a case says otherwise. Times as `2023-01-11T01:20`. */
export function aviationstackRow(input: RowInput = {}) {
  const number = input.number ?? 'SQ282'
  return {
    flight_date: input.date ?? '2023-01-11',
    flight_status: input.status ?? 'scheduled',
    departure: end({ iata: 'AKL', scheduled: '2023-01-11T01:20', ...input.departure }),
    arrival: { baggage: null, ...end({ iata: 'SIN', scheduled: '2023-01-11T06:45', ...input.arrival }) },
    airline: { name: 'empty', iata: number.slice(0, 2), icao: 'SIA', ...input.airline },
    flight: { number: number.slice(2), iata: number, icao: `SIA${number.slice(2)}`, codeshared: null, ...input.flight },
    aircraft: input.aircraft ?? null,
    live: null,
  }
}

/** An airport as the open data set knows it. */
export interface Airport {
  readonly iata: string
  readonly name: string
  readonly city: string
  /** ISO 3166-1 alpha-2. */
  readonly country: string
  readonly latitude: number
  readonly longitude: number
  /** IANA time zone, `Europe/Madrid`. */
  readonly timeZone: string
}

/** The gazetteer: a pure look-up, no I/O. */
export interface Airports {
  find(iata: string): Airport | null
}

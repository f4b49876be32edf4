import { Flight } from '../../domain/shipments/flight.ts'

const DIGITS = /0*(\d{1,4}[A-Z]?)$/

/** `KL 1405` -> `KL1405`; an ICAO prefix (`KLM1405`) is exchanged for the airline's IATA code when both are said; null for no IATA number. */
export function iataNumber(
  written: string | null,
  airline: { readonly iata: string | null; readonly icao: string | null },
): string | null {
  const compact = (written ?? '').replace(/[\s-]/g, '').toUpperCase()
  const icao = airline.icao?.toUpperCase()
  const isIcao = airline.iata !== null && icao?.length === 3 && compact.startsWith(icao)
  return Flight.normalizeNumber(isIcao ? airline.iata + compact.slice(3) : compact)
}

/** Whether two numbers are alike but for who flies: `IBE6501` answers a question for `IB6501`. */
export function hasSameDigits(written: string | null, asked: string): boolean {
  const digits = (text: string) => DIGITS.exec(text.replace(/[\s-]/g, '').toUpperCase())?.[1]
  const known = digits(asked)
  return known !== undefined && digits(written ?? '') === known
}

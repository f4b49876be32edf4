import { DomainError, type FieldError } from '../domain/errors.ts'
import type { Airports } from '../domain/shipments/airport.ts'

/** Throws `unprocessable` with a pointer for each code that no airport has. */
export function assertAirports(airports: Airports, codes: Readonly<Record<string, string>>): void {
  const errors: FieldError[] = Object.entries(codes)
    .filter(([, code]) => airports.find(code) === null)
    .map(([field, code]) => ({
      pointer: `/${field}`,
      message: `No airport has the IATA code ${code}. It takes three letters, such as MAD.`,
    }))
  if (errors.length > 0) throw new DomainError('unprocessable', 'An airport is not known.', { errors })
}

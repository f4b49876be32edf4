import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import type { Airports } from '../../domain/shipments/airport.ts'
import type { FlightUpdate } from '../../domain/shipments/flight-update.ts'
import { type ReadFlight, readAeroDataBoxFlight } from './aerodatabox-flight.ts'
import { readSubscription } from './aerodatabox-subscription.ts'
import { lowerKeys } from './lower-keys.ts'

/** What one webhook delivery says, in our words. The subscription part is left behind: its `subscriber.id` is our secret address. */
export interface FlightNotification {
  /** Stable over the provider's retries: their id, or the caller's fallback. */
  readonly key: string
  /** Of the provider account; null when the delivery does not say. */
  readonly creditsRemaining: number | null
  readonly updates: readonly FlightUpdate[]
  /** One line for each flight item that could not be used, by position; no value that came with it. */
  readonly ignored: readonly string[]
}

const MOST_KEY_CHARACTERS = 200

/** Not coerced: a null must not read as an empty account. */
const credits = z.union([z.number().int(), z.string().regex(/^\d+$/).transform(Number)])

/** The number that the delivery is for: several are told of one flight, each under its own. Null when it does not say. */
const numberOfSubscription = (raw: unknown): string | null => readSubscription(raw)?.flightNumber ?? null

const envelope = z.object({
  id: z.string().trim().min(1).max(MOST_KEY_CHARACTERS).nullable().catch(null),
  flights: z.array(z.unknown()),
  balance: z.object({ creditsremaining: credits }).nullable().catch(null),
  subscription: z.unknown().optional().transform(numberOfSubscription),
})

/**
 * The items of one answer for one number. Another number stands for the asked one only when none of them has that itself.
 * @param items their keys in lower case
 */
function readItems(items: readonly unknown[], airports: Airports, asked: string | null): readonly ReadFlight[] {
  const plain = items.map((item) => readAeroDataBoxFlight(item, airports))
  if (asked === null || plain.some((read) => 'update' in read && read.update.flightNumber === asked)) return plain
  return items.map((item) => readAeroDataBoxFlight(item, airports, asked))
}

/**
 * A delivery of the AeroDataBox Flight Alert API (`FlightNotificationContract`, OpenAPI 1.14 and 1.15.3), with the
 * liberties that live deliveries take: keys in any capitalisation, enums as words or integers, times without
 * seconds, no `local`, no envelope id. A bad flight item goes to `ignored` and never rejects the others, because a
 * refused delivery is charged again.
 *
 * @param body the parsed JSON
 * @param fallbackKey what identifies a delivery without an id: a hash of the body
 * @throws AppError `malformed_request` for what is no notification at all
 */
export function parseAeroDataBoxNotification(
  body: unknown,
  airports: Airports,
  fallbackKey: string,
): FlightNotification {
  const read = envelope.safeParse(lowerKeys(body))
  if (!read.success)
    throw new AppError('malformed_request', 'Send a flight notification: an object with a list `flights`.')
  const { id, flights, balance, subscription } = read.data
  const updates: FlightUpdate[] = []
  const ignored: string[] = []
  for (const [position, flight] of readItems(flights, airports, subscription).entries()) {
    if ('update' in flight) updates.push(flight.update)
    else ignored.push(`flights[${position}]: ${flight.reason}`)
  }
  return { key: id ?? fallbackKey, creditsRemaining: balance?.creditsremaining ?? null, updates, ignored }
}

/** What `GET /flights/...` answers for a number (IATA form): the same shapes as flight items. What cannot be used is left out. */
export function readAeroDataBoxAnswer(
  items: readonly unknown[],
  airports: Airports,
  asked: string,
): readonly FlightUpdate[] {
  return readItems(
    items.map((item) => lowerKeys(item)),
    airports,
    asked,
  ).flatMap((read) => ('update' in read ? [read.update] : []))
}

/** One element of it by itself. Null when it cannot be used. */
export function parseAeroDataBoxFlight(item: unknown, airports: Airports): FlightUpdate | null {
  const flight = readAeroDataBoxFlight(lowerKeys(item), airports)
  return 'update' in flight ? flight.update : null
}

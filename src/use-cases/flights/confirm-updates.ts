import { isSameLeg } from '../../domain/shipments/flight-match.ts'
import type { FlightStatus } from '../../domain/shipments/flight-status.ts'
import type { FlightUpdate } from '../../domain/shipments/flight-update.ts'
import { ProviderUnavailable } from '../../domain/shipments/provider-failure.ts'
import type { DirectoryContext } from '../context.ts'

/** What takes bags off a flight or sends them elsewhere. */
const CONSEQUENTIAL: ReadonlySet<FlightStatus> = new Set(['cancelled', 'diverted'])

/** How often a provider is asked that answers with something older than its own callback; with the consumer's waits, two hours. */
const MOST_TRIES = 6

/** What became of updates: those to act on, and those to ask for again. */
export interface ConfirmedUpdates {
  readonly confirmed: readonly FlightUpdate[]
  readonly unclear: readonly FlightUpdate[]
}

/**
 * A callback is not signed, so it is a hint: that a flight is cancelled or diverted counts when the provider says the same when
 * asked. When what it says instead is newer, that counts; when it is older than the callback, it is asked again later. When
 * it knows nothing of such a flight, or never comes to say the same, the callback's word is kept for staff to see and its status is not
 * taken. While it cannot be asked the callback is believed: a flight that does not fly is worse missed than looked at twice.
 * @param tries how often it was asked about these before
 */
export async function confirmUpdates(
  ctx: DirectoryContext,
  updates: readonly FlightUpdate[],
  tries = 0,
): Promise<ConfirmedUpdates> {
  const parts = await Promise.all(
    updates.map((update) =>
      CONSEQUENTIAL.has(update.status) ? confirm(ctx, update, tries) : { confirmed: [update], unclear: [] },
    ),
  )
  return { confirmed: parts.flatMap((part) => part.confirmed), unclear: parts.flatMap((part) => part.unclear) }
}

async function confirm(ctx: DirectoryContext, update: FlightUpdate, tries: number): Promise<ConfirmedUpdates> {
  const believed = { confirmed: [update], unclear: [] }
  if (ctx.flightStatus === null || update.departureDate === null) return believed
  const note = (answer: string) =>
    ctx.log.info('flight_update_confirmed', { flight_number: update.flightNumber, status: update.status, answer })
  const onlyTheWord = { confirmed: [{ ...update, status: 'unknown' as const }], unclear: [] }
  try {
    const said = await ctx.flightStatus.status(update.flightNumber, update.departureDate, update.origin ?? undefined)
    const legs = said.filter((leg) => isSameLeg(leg, update))
    if (legs.some((leg) => leg.status === update.status)) {
      note('same')
      return { confirmed: [update, ...legs], unclear: [] }
    }
    if (legs.some((leg) => leg.updatedAt >= update.updatedAt)) {
      note('other')
      return { confirmed: legs, unclear: [] }
    }
    note(legs.length > 0 ? 'older' : 'unknown')
    return legs.length > 0 && tries < MOST_TRIES ? { confirmed: legs, unclear: [update] } : onlyTheWord
  } catch (error) {
    if (!(error instanceof ProviderUnavailable)) throw error
    note(error.kind)
    return error.kind === 'not_found' ? onlyTheWord : believed
  }
}

import type { FlightUpdate } from '../../domain/shipments/flight-update.ts'
import type { FlightStatusProvider } from '../../domain/shipments/ports.ts'
import { ProviderUnavailable } from '../../domain/shipments/provider-failure.ts'

/** Told of a provider whose place the next one takes. */
export type OnFailure = (provider: string, failure: ProviderUnavailable) => void

/** Of several failures the one that is over first: it says how long to wait. One that a person must mend waits longest. */
function soonestOver(failures: readonly ProviderUnavailable[]): ProviderUnavailable | undefined {
  const wait = ({ kind, retryAfterSeconds }: ProviderUnavailable) =>
    kind === 'misconfigured' ? Number.POSITIVE_INFINITY : (retryAfterSeconds ?? (kind === 'exhausted' ? 86_400 : 0))
  return failures.toSorted((a, b) => wait(a) - wait(b))[0]
}

/**
 * Providers in order: each is asked only when the one before could not say. That the first knows no such flight is its answer. That
 * another one knows none is not: it stands in, and the first may know better; so then the first one's failure is thrown.
 */
export function firstThatAnswers(
  first: FlightStatusProvider,
  others: readonly FlightStatusProvider[],
  onFailure: OnFailure,
): FlightStatusProvider {
  return {
    provider: first.provider,

    async status(flightNumber, departureDate, origin) {
      const failures: ProviderUnavailable[] = []
      for (const provider of [first, ...others]) {
        try {
          const said: readonly FlightUpdate[] = await provider.status(flightNumber, departureDate, origin)
          if (said.length > 0 || failures.length === 0) return said
        } catch (error) {
          if (!(error instanceof ProviderUnavailable)) throw error
          if (error.kind === 'not_found') {
            if (failures.length === 0) throw error
            continue
          }
          failures.push(error)
          onFailure(provider.provider, error)
        }
      }
      throw soonestOver(failures) ?? new ProviderUnavailable('unavailable', 'no provider could be asked')
    },
  }
}

/** Why a flight-status provider could not answer. */
export type ProviderFailure = 'unavailable' | 'rate_limited' | 'exhausted' | 'misconfigured' | 'not_found'

/**
 * A provider of flight data could not do what it was asked:
 * `unavailable` no answer, a fault of its own, or an answer that cannot be read: worth another try;
 * `rate_limited` asked too often: worth another try after `retryAfterSeconds`;
 * `exhausted` the plan's allowance for the period is used up: no try helps before `retryAfterSeconds`, or before the next period;
 * `misconfigured` the key, the address or the plan is refused: no try helps until a person mends it;
 * `not_found` the thing asked for does not exist, or may not be told for legal reasons: no try helps.
 * The message holds nothing that came over the wire but the status.
 */
export class ProviderUnavailable extends Error {
  override readonly name = 'ProviderUnavailable'
  readonly kind: ProviderFailure
  /** Seconds to wait as the provider said them; null when it did not. */
  readonly retryAfterSeconds: number | null

  constructor(kind: ProviderFailure, message: string, retryAfterSeconds: number | null = null, options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
    this.retryAfterSeconds = retryAfterSeconds
  }
}

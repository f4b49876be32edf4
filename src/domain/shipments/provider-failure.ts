/** Why a flight-status provider could not answer. */
export type ProviderFailure = 'unavailable' | 'rate_limited' | 'misconfigured' | 'not_found'

/**
 * A provider of flight data could not do what it was asked:
 * `unavailable` no answer, a fault of its own, or an answer that cannot be read: worth another try;
 * `rate_limited` asked too often, or the account has nothing left to spend: worth another try after `retryAfterSeconds`;
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

/**
 * What a provider's refusal means for the message and for those behind it:
 * - `transient`: this message again, later (`retryAfterSeconds` when the provider named a time)
 * - `permanent`: never this message
 * - `gone`: never this address: it is suppressed, or the device forgotten
 * - `paused`: every message of this account on this channel waits (`retryAfterSeconds`)
 * - `credentials`: the same, until somebody mends the account; staff are told
 * - `unknown`: it may have been taken. Never sent again by itself: the provider's callback settles it
 */
export type DeliveryFailureKind = 'transient' | 'permanent' | 'gone' | 'paused' | 'credentials' | 'unknown'

/** Why a provider did not take a message. `message` is for staff: no address, no credential, no provider's raw text that may hold one. */
export class DeliveryFailure extends Error {
  override readonly name = 'DeliveryFailure'
  readonly kind: DeliveryFailureKind
  readonly retryAfterSeconds: number | null

  constructor(kind: DeliveryFailureKind, message: string, retryAfterSeconds: number | null = null) {
    super(message)
    this.kind = kind
    this.retryAfterSeconds = retryAfterSeconds
  }
}

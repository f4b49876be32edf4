import type { Statement } from '../statement.ts'
import type { Channel } from './delivery.ts'
import type { NotificationEvent } from './notification-event.ts'

/** Failures in a row after which a channel rests. */
export const MOST_FAILURES = 10

export const CIRCUIT_REASONS = ['transient', 'paused', 'credentials'] as const
export type CircuitReason = (typeof CIRCUIT_REASONS)[number]

/** A company's channel that fails. While it is open nothing is sent; then one delivery tries it. Times are ms UTC. */
export interface Circuit {
  readonly channel: Channel
  readonly failures: number
  readonly reason: CircuitReason
  readonly openedAt: number | null
  readonly openUntil: number | null
}

/** Seconds of a first rest, and of the longest: it doubles with each failure. */
const RESTS: Readonly<Record<CircuitReason, readonly [first: number, longest: number]>> = {
  transient: [30, 1_800],
  paused: [60, 3_600],
  credentials: [900, 3_600],
}
/** What a provider may ask for at the most. */
const LONGEST_ASKED_SECONDS = 43_200

/** One more failure of a channel, as it was seen when its delivery was claimed at `claimedAt`. */
export interface CircuitFailure {
  readonly channel: Channel
  readonly reason: CircuitReason
  readonly claimedAt: number
  /** How long the channel rests if this opens it, ms UTC. */
  readonly openUntil: number
  /** Failures in a row, with this one, that open it. */
  readonly threshold: number
}

export const Circuit = {
  /** @param seen the circuit when the delivery was claimed; null while the channel worked */
  failure(
    seen: Circuit | null,
    failed: { channel: Channel; reason: CircuitReason; retryAfterSeconds: number | null; claimedAt: number },
    now: number,
  ): CircuitFailure {
    const { channel, reason, claimedAt } = failed
    const wasOpen = seen?.openUntil != null
    const [first, longest] = RESTS[reason]
    const before = wasOpen ? Math.min(20, Math.max(0, seen.failures - (reason === 'transient' ? MOST_FAILURES : 0))) : 0
    const rest = Math.min(longest, first * 2 ** before)
    const seconds = Math.max(rest, Math.min(LONGEST_ASKED_SECONDS, failed.retryAfterSeconds ?? 0))
    const threshold = wasOpen || reason !== 'transient' ? 1 : MOST_FAILURES
    return { channel, reason, claimedAt, openUntil: now + seconds * 1000, threshold }
  },
}

export interface CircuitRepository {
  /** Counts it, and opens the circuit at the threshold. Nothing when the circuit opened after the delivery was claimed. */
  fail(failure: CircuitFailure, now: number): Statement
  /** Staff are told, once for as long as the trouble lasts: only if this commit opened a circuit that nobody was told of. After `fail`. */
  tell(channel: Channel, event: NotificationEvent): readonly Statement[]
  /** The channel works: circuits that were there when `claimedAt` began are closed. */
  close(channels: readonly Channel[], claimedAt: number): Statement
  list(): Promise<readonly Circuit[]>
}

import type { Statement } from '../statement.ts'
import type { Channel } from './delivery.ts'

export const SUPPRESSION_REASONS = ['bounced', 'complained', 'stop', 'unsubscribed', 'invalid'] as const
export type SuppressionReason = (typeof SUPPRESSION_REASONS)[number]

/** An address that a company writes to no more on a channel. */
export interface Suppression {
  readonly channel: Channel
  /** A mail address or an E.164 number; upper and lower case are one. */
  readonly address: string
  readonly reason: SuppressionReason
  /** ms UTC. */
  readonly createdAt: number
}

export interface SuppressionRepository {
  /** The first reason stays when there is one already. Any number in one statement. */
  add(suppressions: readonly Suppression[]): Statement
  /** Lifts it, only where the reason is one of these: a person may take back a STOP, not a mailbox that does not exist. */
  lift(channel: Channel, address: string, reasons: readonly SuppressionReason[]): Statement
  /** Why an address is suppressed; null when it is not. */
  find(channel: Channel, address: string): Promise<Suppression | null>
}

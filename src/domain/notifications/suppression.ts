import type { Page, PageRequest } from '../page.ts'
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

/** What says that an address does not work, and nothing of what its owner wants. Staff may know better, and time may heal it. */
export const BROKEN_REASONS = ['bounced', 'invalid'] as const satisfies readonly SuppressionReason[]
export const isBroken = (reason: SuppressionReason): boolean => BROKEN_REASONS.some((broken) => broken === reason)

/** What to look for; the address as it is stored or in other case. */
export interface SuppressionFilter {
  readonly channel?: Channel
  readonly address?: string
}

export interface SuppressionRepository {
  /** The first reason stays when there is one already, save that a person's own word takes the place of one that the address does not work. Any number in one statement. */
  add(suppressions: readonly Suppression[]): Statement
  /** Lifts it, only where the reason is one of these: a person may take back a STOP, not a mailbox that does not exist. */
  lift(channel: Channel, address: string, reasons: readonly SuppressionReason[]): Statement
  /** Why an address is suppressed; null when it is not. */
  find(channel: Channel, address: string): Promise<Suppression | null>
  /** By channel, then by address. One round trip. Throws `malformed_request` for a cursor that is none. */
  list(filter: SuppressionFilter, page: PageRequest): Promise<Page<Suppression>>
  /** Takes away this one. The commit throws `conflict` when it is gone or another by then. */
  remove(suppression: Suppression): Statement
}

import { Circuit, type CircuitFailure, type CircuitReason } from '../../domain/notifications/circuit.ts'
import { Delivery } from '../../domain/notifications/delivery.ts'
import { DeliveryFailure, type DeliveryFailureKind } from '../../domain/notifications/delivery-failure.ts'
import type { SuppressionReason } from '../../domain/notifications/suppression.ts'
import type { TenantContext } from '../context.ts'
import type { Sent } from './deliver.ts'

/** Tries until a message is given up. */
const MOST_ATTEMPTS = 10
/** The longest that a queue keeps a message back, and so a delivery. */
const LONGEST_WAIT_SECONDS = 43_200
const FIRST_WAIT_SECONDS = 5

/** What happened to one claimed delivery. */
export type Attempt = { readonly delivery: Delivery; readonly provider: string; readonly repeatable: boolean } & (
  | { readonly result: 'sent'; readonly sent: Sent }
  | { readonly result: 'failed'; readonly error: unknown }
  /** Nobody is there any more to send it to, or nothing to tell. */
  | { readonly result: 'gone'; readonly why: string }
  /** Too much of the lease was over before it could be sent: it is left to whoever comes next. */
  | { readonly result: 'too_late' }
)

/** What is to be stored of it, and what it says of its address and its channel. */
export interface Outcome {
  readonly delivery: Delivery
  readonly suppress: SuppressionReason | null
  /** The device is gone. */
  readonly forget: boolean
  readonly works: boolean
  readonly failure: CircuitFailure | null
  /** What staff are told when it opens the circuit; null when it is nothing that they can mend. */
  readonly trouble: string | null
  readonly afterwards: Sent['afterwards']
}

interface Seen {
  readonly circuits: readonly Circuit[]
  readonly claimedAt: number
  readonly settleMs: number
}

const NOTHING_ELSE = {
  suppress: null,
  forget: false,
  works: false,
  failure: null,
  trouble: null,
  afterwards: null,
} as const

/** A whole number of seconds between one and `ceiling`, all equally likely: those that failed together do not come together. */
function jittered(ctx: TenantContext, ceiling: number): number {
  const [a = 0, b = 0, c = 0] = ctx.ids.random(3)
  return 1 + Math.floor(((a * 65_536 + b * 256 + c) / 16_777_216) * ceiling)
}

/** Decides what becomes of a delivery after one attempt. */
export function outcomeOf(ctx: TenantContext, attempt: Attempt, seen: Seen): Outcome {
  const now = ctx.clock.now()
  const { provider } = attempt
  const delivery = { ...attempt.delivery, provider, updatedAt: now }
  switch (attempt.result) {
    case 'sent': {
      const done = Delivery.transition(delivery, 'sent', now)
      const stored = { ...done, providerMessageId: attempt.sent.messageId, nextAttemptAt: null, lastError: null }
      return { ...NOTHING_ELSE, delivery: stored, works: true, afterwards: attempt.sent.afterwards }
    }
    case 'gone':
      return { ...NOTHING_ELSE, delivery: failed(delivery, attempt.why, now) }
    case 'too_late':
      return { ...NOTHING_ELSE, delivery: { ...delivery, attempts: delivery.attempts - 1, nextAttemptAt: now } }
    case 'failed':
      return afterFailure(ctx, delivery, attempt, seen)
  }
}

const failed = (delivery: Delivery, lastError: string, now: number): Delivery => ({
  ...Delivery.transition(delivery, 'failed', now),
  lastError,
  nextAttemptAt: null,
})

/** What the failure means here: a message that a provider knows again may be sent again, whatever became of it. */
function kindOf(failure: DeliveryFailure | null, repeatable: boolean): DeliveryFailureKind {
  const kind = failure?.kind ?? 'unknown'
  return kind === 'unknown' && repeatable ? 'transient' : kind
}

function afterFailure(
  ctx: TenantContext,
  delivery: Delivery,
  { error, repeatable }: { readonly error: unknown; readonly repeatable: boolean },
  seen: Seen,
): Outcome {
  const now = ctx.clock.now()
  const failure = error instanceof DeliveryFailure ? error : null
  const kind = kindOf(failure, repeatable)
  const lastError = failure?.message ?? 'the provider did not answer'
  const circuit = (reason: CircuitReason) =>
    Circuit.failure(
      seen.circuits.find(({ channel }) => channel === delivery.channel) ?? null,
      {
        channel: delivery.channel,
        reason,
        retryAfterSeconds: failure?.retryAfterSeconds ?? null,
        claimedAt: seen.claimedAt,
      },
      now,
    )
  switch (kind) {
    case 'permanent':
      // The provider works: it said what is wrong with this one.
      return { ...NOTHING_ELSE, delivery: failed(delivery, lastError, now), works: true }
    case 'gone': {
      const forget = delivery.channel === 'push'
      const settled = { ...NOTHING_ELSE, delivery: failed(delivery, lastError, now), works: true }
      return { ...settled, forget, suppress: forget ? null : 'invalid' }
    }
    case 'unknown': {
      const inDoubt = { ...Delivery.transition(delivery, 'sent', now), lastError, nextAttemptAt: null }
      return { ...NOTHING_ELSE, delivery: { ...inDoubt, settleBy: now + seen.settleMs } }
    }
    case 'paused':
    case 'credentials': {
      const opened = circuit(kind)
      const waiting = { ...delivery, attempts: delivery.attempts - 1, lastError, nextAttemptAt: opened.openUntil }
      return { ...NOTHING_ELSE, delivery: waiting, failure: opened, trouble: kind === 'credentials' ? lastError : null }
    }
    case 'transient': {
      const counted = { ...NOTHING_ELSE, failure: circuit('transient') }
      if (delivery.attempts >= MOST_ATTEMPTS) return { ...counted, delivery: failed(delivery, lastError, now) }
      const ceiling = Math.min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** delivery.attempts)
      const asked = failure?.retryAfterSeconds ?? null
      const seconds = asked === null ? jittered(ctx, ceiling) : Math.min(LONGEST_WAIT_SECONDS, Math.max(1, asked))
      return { ...counted, delivery: { ...delivery, lastError, nextAttemptAt: now + seconds * 1000 } }
    }
  }
}

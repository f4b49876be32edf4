import type { Statement } from '../statement.ts'
import type { Watcher } from './flight-alert-subscription.ts'
import type { PollHistory } from './flight-polling.ts'

/** What one question to a provider is about, whoever flies with it. `departureDate`: `YYYY-MM-DD`, local at the origin. */
export interface PollKey {
  readonly flightNumber: string
  readonly departureDate: string
}

/** When a number is asked about next on a day. Times are ms since 1970, UTC. */
export interface FlightPoll extends PollKey, PollHistory {
  readonly nextPollAt: number
  /** Counts what settled it: a message of an earlier turn was overtaken. */
  readonly turn: number
  readonly heldUntil: number | null
}

/** A message's right to ask, until another used it. */
export interface PollTurn extends PollKey {
  readonly turn: number
}

/** One tenant's flight behind a poll. `isActive`: its tenant is not suspended. */
export interface PolledFlight extends Watcher {
  readonly isActive: boolean
}

/** A flight's place in the plan: asked about from `nextPollAt` on, of no interest after `endsAt` (ms UTC). */
export interface PlannedFlight extends PollKey, Watcher {
  readonly nextPollAt: number
  readonly endsAt: number
}

/** Directory side: when which flight is asked about. */
export interface FlightPollRepository {
  /** Of the keys those that are known. One round trip, any number. */
  findAll(keys: readonly PollKey[]): Promise<readonly FlightPoll[]>
  /** Of the numbers those that a live, active subscription tells of. One round trip, any number. */
  subscribed(provider: string, flightNumbers: readonly string[]): Promise<ReadonlySet<string>>
  /**
   * Puts flights into the plan, any number in two statements, but for those of tenants that are gone. A poll becomes earlier and never
   * later; one that is under way begins a new turn, since who asks does not know of the flight yet.
   */
  plan(flights: readonly PlannedFlight[]): readonly Statement[]
  /** Takes so many that are due, longest first, in the order in which they were last asked about, and keeps them from others until `leaseUntil` (ms UTC). One round trip. */
  take(now: number, leaseUntil: number, limit: number): Promise<readonly PollTurn[]>
  /**
   * Holds a poll until `until` (ms UTC) for the one who asks. Null when another holds it or its turn is over. One round trip, with the
   * flights behind it that are still of interest.
   */
  hold(
    turn: PollTurn,
    now: number,
    until: number,
  ): Promise<{ readonly poll: FlightPoll; readonly flights: readonly PolledFlight[] } | null>
  /** Ends the turn of who holds it: nothing when somebody else began a new one. Forgets flights that are over. */
  settle(
    held: FlightPoll,
    after: PollHistory & { readonly nextPollAt: number },
    over: readonly Watcher[],
  ): readonly Statement[]
  /** Ends it for good, unless a flight is behind it that is not over. */
  end(held: FlightPoll, over: readonly Watcher[], now: number): readonly Statement[]
  /** Has all that is planned, or one number's, looked at again at once: who told of it does so no more. */
  wake(now: number, flightNumber?: string): Statement
  /** One flight of each tenant that is not suspended with a poll due before `before` (ms UTC). Reads the day's plan. */
  tenantsDueBefore(before: number): Promise<readonly (Watcher & { readonly flightNumber: string })[]>
}

/** What is known of the requests that polling may make of a provider. */
export interface FlightPollAccount {
  /** The day (UTC, `YYYY-MM-DD`) that `used` counts. */
  readonly day: string
  readonly used: number
  readonly toldDay: string | null
  readonly restsUntil: number | null
}

/** Directory side: requests a day. */
export interface FlightPollBudget {
  /** Null before the first request. */
  find(provider: string): Promise<FlightPollAccount | null>
  /** Counts one request of the day; false, and nothing counted, when there are `limit` already or the provider rests. One round trip. */
  spend(provider: string, day: string, limit: number, now: number): Promise<boolean>
  /** Counts one that was made beside the one that was counted. */
  spendMore(provider: string, day: string): Statement
  /** Nothing is asked before `until` (ms UTC). */
  rest(provider: string, until: number): Statement
  /** Fails the commit with `conflict` when the day was told of already. */
  told(provider: string, day: string): Statement
}

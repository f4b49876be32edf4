import { describeError } from '../../core/log.ts'
import type { Flight } from '../../domain/shipments/flight.ts'
import type { DirectoryContext } from '../context.ts'
import { announcePollsSpent } from './announce-polls-spent.ts'
import { planPolls } from './plan-polls.ts'

/** Flights that one round trip plans or takes. */
const CHUNK = 1_000
/** Of each shard and of the plan in one tick. What is more waits five minutes. */
const MOST_CHUNKS = 20
/** How long a message may be on its way before the poll is given to another. */
const LEASE_MS = 10 * 60_000

/** One shard's flights that are not planned yet, over all its tenants. */
export interface ShardFlights {
  toPlan(limit: number): Promise<readonly Flight[]>
  /** A flight that changed since it was read stays to be planned. */
  planned(flights: readonly Flight[]): Promise<void>
}

/** What one tick did. `left`: requests of the day that are not spent. */
export interface PollTick {
  readonly planned: number
  readonly sent: number
  readonly left: number
}

/** The day that requests are counted by: UTC. */
export const dayOf = (now: number): string => new Date(now).toISOString().slice(0, 10)

/**
 * Plans what changed and sends what is due to the flight queue, one message for each number and day, as many as the day's requests
 * allow. It asks nobody itself: what it does not get to, and what is lost with it, is due again at a later tick. Null where no
 * provider is polled.
 */
export async function pollFlights(ctx: DirectoryContext, shards: readonly ShardFlights[]): Promise<PollTick | null> {
  const { polledProvider, dailyPolls } = ctx
  if (polledProvider === null || dailyPolls === 0) return null
  let planned = 0
  for (const shard of shards) planned += await planShard(ctx, shard)
  const now = ctx.clock.now()
  const account = await ctx.flightPollBudget.find(polledProvider.provider)
  if ((account?.restsUntil ?? 0) > now) return { planned, sent: 0, left: 0 }
  const spent = account !== null && account.day >= dayOf(now) ? account.used : 0
  const left = Math.max(0, dailyPolls - spent)
  if (account !== null && left === 0) await announcePollsSpent(ctx, polledProvider.provider, account)
  return { planned, sent: await sendDue(ctx, left), left }
}

/** A shard that is away does not keep the others' flights waiting. */
async function planShard(ctx: DirectoryContext, shard: ShardFlights): Promise<number> {
  let planned = 0
  try {
    for (let chunk = 0; chunk < MOST_CHUNKS; chunk++) {
      const flights = await shard.toPlan(CHUNK)
      await planPolls(ctx, flights)
      if (flights.length > 0) await shard.planned(flights)
      planned += flights.length
      if (flights.length < CHUNK) break
    }
  } catch (error) {
    ctx.log.error('flight_polls_unplanned', describeError(error))
  }
  return planned
}

async function sendDue(ctx: DirectoryContext, left: number): Promise<number> {
  const now = ctx.clock.now()
  const most = Math.min(left, CHUNK * MOST_CHUNKS)
  let sent = 0
  while (sent < most) {
    const limit = Math.min(CHUNK, most - sent)
    const turns = await ctx.flightPolls.take(now, now + LEASE_MS, limit)
    await ctx.dispatch.flights(
      turns.map(({ flightNumber, departureDate, turn }) => ({
        type: 'flight_poll',
        flight_number: flightNumber,
        departure_date: departureDate,
        turn,
      })),
    )
    sent += turns.length
    if (turns.length < limit) break
  }
  return sent
}

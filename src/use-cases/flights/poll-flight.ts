import type { Flight } from '../../domain/shipments/flight.ts'
import type { Watcher } from '../../domain/shipments/flight-alert-subscription.ts'
import type { FlightPoll, PolledFlight, PollTurn } from '../../domain/shipments/flight-poll-ports.ts'
import { FlightPolling, type PollHistory } from '../../domain/shipments/flight-polling.ts'
import type { FlightUpdate } from '../../domain/shipments/flight-update.ts'
import type { FlightStatusProvider } from '../../domain/shipments/ports.ts'
import type { DirectoryContext } from '../context.ts'
import { applyForTenants } from './apply-for-tenants.ts'
import { askPolled } from './ask-polled.ts'
import { callersOf } from './plan-polls.ts'

const MINUTE_MS = 60_000
/** Longer than two tries of the provider and the commits after them. */
const HOLD_MS = 5 * MINUTE_MS
/** When suspended tenants are looked at again. */
const SUSPENDED_MS = 60 * MINUTE_MS
/** Of many tenants with the same flight so many are looked at: it is one flight. */
const LOOKED_AT = 8

/** What the tenants' flights say of the poll. `nextAt`: null when none of them waits for anything. */
interface Look {
  readonly nextAt: number | null
  readonly isDue: boolean
  readonly over: readonly Watcher[]
}

/**
 * Asks about one number on one day, when one of the flights behind it still needs that, and brings the answer to every tenant that has
 * it. One request, whoever flies with it. A message that was overtaken does nothing; what is killed on the way is due again when its
 * hold has run out, and an answer that is taken in twice changes nothing the second time.
 */
export async function pollFlight(ctx: DirectoryContext, turn: PollTurn): Promise<void> {
  const { polledProvider } = ctx
  if (polledProvider === null) return
  const now = ctx.clock.now()
  const held = await ctx.flightPolls.hold(turn, now, now + HOLD_MS)
  if (held === null) return
  const { poll, flights } = held
  const active = flights.filter(({ isActive }) => isActive)
  if (flights.length > 0 && active.length === 0) {
    return settle(ctx, poll, { ...poll, nextPollAt: now + SUSPENDED_MS }, [])
  }
  const look = await lookAt(ctx, poll, active, poll)
  if (look.nextAt === null || look.nextAt > now) return finish(ctx, poll, flights, look, poll)
  const answer = await askPolled(ctx, polledProvider, poll, look.isDue)
  if ('notBefore' in answer) {
    return settle(ctx, poll, { ...poll, nextPollAt: answer.notBefore ?? look.nextAt }, look.over)
  }
  // It was asked for the day: what does not say one is of it.
  const legs = answer.legs.map((leg) => ({ ...leg, departureDate: leg.departureDate ?? poll.departureDate }))
  await bring(ctx, legs, active, polledProvider)
  const history = { polledAt: now, fruitless: answer.legs.length > 0 ? 0 : poll.fruitless + 1 }
  return finish(ctx, poll, flights, await lookAt(ctx, poll, active, history), history)
}

async function lookAt(
  ctx: DirectoryContext,
  poll: FlightPoll,
  active: readonly PolledFlight[],
  history: PollHistory,
): Promise<Look> {
  const callerOf = await callersOf(ctx, [poll.flightNumber])
  const found = await Promise.all(
    active.slice(0, LOOKED_AT).map(async (watcher) => ({ watcher, flight: await findFlight(ctx, poll, watcher) })),
  )
  const judged = found.map(({ watcher, flight }) => ({
    watcher,
    flight,
    nextAt: flight && FlightPolling.nextAt(flight, callerOf(flight), history),
  }))
  const times = judged.flatMap(({ nextAt }) => (nextAt === null ? [] : [nextAt]))
  return {
    nextAt: times.length > 0 ? Math.min(...times) : null,
    isDue: found.some(({ flight }) => flight !== null && FlightPolling.isDue(flight, ctx.clock.now())),
    over: judged.filter(({ nextAt }) => nextAt === null).map(({ watcher }) => watcher),
  }
}

/** Null for one that is gone, or that has another number or day by now. */
async function findFlight(ctx: DirectoryContext, poll: FlightPoll, watcher: PolledFlight): Promise<Flight | null> {
  const tenant = await ctx.auth.findTenant(watcher.tenantId)
  if (!tenant) return null
  const flight = await ctx.tenantContext(tenant, ctx.actor, 'flight_poll').flights.find(watcher.flightId)
  const isSame = flight?.flightNumber === poll.flightNumber && flight.departureDate === poll.departureDate
  return isSame ? flight : null
}

/** What fails for one tenant, and tenants beyond the first few, go on as messages of their own before the poll is settled. */
async function bring(
  ctx: DirectoryContext,
  legs: readonly FlightUpdate[],
  active: readonly PolledFlight[],
  { provider }: FlightStatusProvider,
): Promise<void> {
  const tenantIds = active.map(({ tenantId }) => tenantId)
  for (const leg of legs) await ctx.dispatch.flights(await applyForTenants(ctx, leg, tenantIds, 'flight_poll'))
  ctx.log.info('flight_polled', { provider, legs: legs.length, tenants: new Set(tenantIds).size })
}

async function finish(
  ctx: DirectoryContext,
  poll: FlightPoll,
  flights: readonly PolledFlight[],
  look: Look,
  history: PollHistory,
): Promise<void> {
  if (look.nextAt === null && look.over.length === flights.length) {
    await ctx.commit(ctx.flightPolls.end(poll, look.over, ctx.clock.now()), null)
    return
  }
  // Those that were not looked at yet have their turn at the next tick.
  return settle(ctx, poll, { ...history, nextPollAt: look.nextAt ?? ctx.clock.now() }, look.over)
}

async function settle(
  ctx: DirectoryContext,
  poll: FlightPoll,
  after: PollHistory & { readonly nextPollAt: number },
  over: readonly Watcher[],
): Promise<void> {
  await ctx.commit(ctx.flightPolls.settle(poll, after, over), null)
}

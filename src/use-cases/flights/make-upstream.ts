import { sha256Hex } from '../../core/security/signatures.ts'
import { FlightAlertSubscription } from '../../domain/shipments/flight-alert-subscription.ts'
import { type ProviderFailure, ProviderUnavailable } from '../../domain/shipments/provider-failure.ts'
import type { DirectoryContext } from '../context.ts'
import { announceFailures } from './announce-trouble.ts'
import { callbackToken, callbackUrl } from './callback-url.ts'

/** Longer than the three questions that making one takes at the worst, each tried twice. */
const LEASE_MS = 120_000

export type MadeUpstream = 'made' | 'not_due' | ProviderFailure

/**
 * Makes a number's subscription upstream when it waits for that, is due, and nobody else is at it. What the provider has
 * already, since a try was carried out and its answer lost, is taken over and not made again. Failures are kept on the row and
 * tried again when they are due; the tenants are told of a refusal, once.
 * @returns why not, when the provider could not
 */
export async function makeUpstream(ctx: DirectoryContext, flightNumber: string): Promise<MadeUpstream> {
  const now = ctx.clock.now()
  const { provider } = ctx.flightAlertService
  const claimed = await ctx.flightAlerts.claim(provider, flightNumber, now, now + LEASE_MS)
  if (!claimed) return 'not_due'
  try {
    const { known, providerSubscriptionId } = await findOrSubscribe(ctx, claimed)
    const made = FlightAlertSubscription.made(known, providerSubscriptionId, ctx.clock.now())
    if (!(await ctx.flightAlerts.settle(known, made))) await undo(ctx, made)
    return 'made'
  } catch (error) {
    if (!(error instanceof ProviderUnavailable)) throw error
    return await postpone(ctx, claimed, error)
  }
}

async function findOrSubscribe(ctx: DirectoryContext, claimed: FlightAlertSubscription) {
  const [first, ...doubles] = (await ctx.flightAlertService.list()).filter(
    ({ callback }) => callback?.tokenHash === claimed.callbackTokenHash,
  )
  for (const double of doubles) await ctx.flightAlertService.unsubscribe(double.providerSubscriptionId)
  if (first) return { known: claimed, providerSubscriptionId: first.providerSubscriptionId }
  const known = await withPresentToken(ctx, claimed)
  const made = await ctx.flightAlertService.subscribe(known.flightNumber, await callbackUrl(ctx, known.id))
  return { known, ...made }
}

/** The keys that tokens are made with may have changed since the row was made; its callback must be known before it comes. */
async function withPresentToken(ctx: DirectoryContext, claimed: FlightAlertSubscription) {
  const callbackTokenHash = sha256Hex(await callbackToken(ctx, claimed.id))
  if (callbackTokenHash === claimed.callbackTokenHash) return claimed
  const renewed = { ...claimed, callbackTokenHash }
  await ctx.flightAlerts.settle(claimed, renewed)
  return renewed
}

/** Everybody left while it was made, or another was faster: what was made here is not needed. */
async function undo(ctx: DirectoryContext, made: FlightAlertSubscription): Promise<void> {
  const live = await ctx.flightAlerts.findLive(made.provider, made.flightNumber)
  const { providerSubscriptionId } = made
  if (providerSubscriptionId === null || live?.providerSubscriptionId === providerSubscriptionId) return
  await ctx.flightAlertService.unsubscribe(providerSubscriptionId)
}

async function postpone(
  ctx: DirectoryContext,
  claimed: FlightAlertSubscription,
  why: ProviderUnavailable,
): Promise<ProviderFailure> {
  const chance = (ctx.ids.random(1)[0] ?? 0) / 255
  const after = FlightAlertSubscription.postponed(claimed, why, ctx.clock.now(), chance)
  const settled = await ctx.flightAlerts.settle(claimed, after)
  ctx.log[why.kind === 'misconfigured' ? 'error' : 'warn']('flight_alert_postponed', {
    subscription_id: claimed.id,
    flight_number: claimed.flightNumber,
    attempts: claimed.attempts,
    failure: why.kind,
    detail: why.message,
  })
  if (settled && after.failedAt !== null && after.announcedAt === null) await announceFailures(ctx, [after])
  return why.kind
}

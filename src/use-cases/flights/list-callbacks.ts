import type { DirectoryContext } from '../context.ts'
import { callbackUrl } from './callback-url.ts'

/** Each live subscription and where its provider calls back. For development: the URL is a secret. */
export async function listCallbacks(
  ctx: DirectoryContext,
): Promise<readonly { flight_number: string; callback_url: string }[]> {
  const subscriptions = await ctx.flightAlerts.list()
  return Promise.all(
    subscriptions.map(async (subscription) => ({
      flight_number: subscription.flightNumber,
      callback_url: await callbackUrl(ctx, subscription.id),
    })),
  )
}

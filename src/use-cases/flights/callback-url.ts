import type { BaseContext, DirectoryContext } from '../context.ts'

/** What a callback's address is made with. */
export type CallbackContext = Pick<BaseContext, 'publicUrl'> & Pick<DirectoryContext, 'oneTimeTokens'>

/** Where callbacks come in, without the token. */
export const callbackAddress = (ctx: Pick<BaseContext, 'publicUrl'>): string =>
  `${ctx.publicUrl}/api/v1/flights/webhook`

/** The token is derived from the subscription's id, so that only its hash is kept. */
export const callbackToken = (ctx: CallbackContext, subscriptionId: string): Promise<string> =>
  ctx.oneTimeTokens.tokenFor(subscriptionId, 'flight_alert')

/** Where the provider calls back: a secret. */
export async function callbackUrl(ctx: CallbackContext, subscriptionId: string): Promise<string> {
  return `${callbackAddress(ctx)}?token=${encodeURIComponent(await callbackToken(ctx, subscriptionId))}`
}

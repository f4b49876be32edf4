import { inject } from 'vitest'
import { aNumber, aSwitchboard, callback } from '../../harness/whatsapp.ts'
import { WHATSAPP_TOKEN } from '../servers/accounts.ts'
import type { GraphMessage } from '../servers/graph.ts'

/** The app secret of every desk. */
export const SECRET = 'test_app_secret'

/** A deployment that sends from this number at the provider's look-alike. */
export function aDesk(number = aNumber()) {
  const board = aSwitchboard({
    RELAY: 'sweep',
    WHATSAPP_BASE_URL: inject('graphUrl'),
    WHATSAPP_PHONE_NUMBER_ID: number,
    WHATSAPP_ACCESS_TOKEN: WHATSAPP_TOKEN,
    WHATSAPP_APP_SECRET: SECRET,
  })
  return {
    ...board,
    number,
    /** Posts what people wrote, and works it off. */
    async hear(...messages: readonly unknown[]) {
      const { status } = await board.post(callback(number, { messages }), SECRET)
      if (status !== 200) throw new Error(`the webhook answered ${status}`)
      return board.drain()
    },
    async sent(to: string, from = number): Promise<readonly GraphMessage[]> {
      const taken: GraphMessage[] = await (await fetch(`${inject('graphUrl')}/taken?number=${from}`)).json()
      return taken.filter(({ body }) => (body.to ?? body.recipient).replace('+', '') === to)
    },
    async textsTo(to: string, from = number): Promise<readonly string[]> {
      return (await this.sent(to, from)).map(({ body }) => body.text?.body ?? `template ${body.template.name}`)
    },
  }
}

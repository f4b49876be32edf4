import { answerMessage } from '../use-cases/whatsapp/answer-message.ts'
import type { WhatsAppContext } from '../use-cases/whatsapp/context.ts'
import { takeCallback } from '../use-cases/whatsapp/take-callback.ts'
import type { WhatsAppQueueMessage } from './whatsapp-messages.ts'

/** What the queue's messages of WhatsApp are worked with. */
export interface WhatsAppWork {
  context(): WhatsAppContext
  /** A callback's body that was too large for the queue; null when it is gone, since it was worked before. */
  storedBody(key: string): Promise<unknown>
  /** What people wrote is kept no longer than it takes to read it. */
  dropBody(key: string): Promise<void>
}

/** @param attempt which try of this message it is, from 1 */
export async function handleWhatsApp(
  work: WhatsAppWork,
  message: WhatsAppQueueMessage,
  attempt: number,
): Promise<void> {
  if (message.type === 'whatsapp_answer') return answerMessage(work.context(), message, attempt)
  const { body_key: key, signed_by } = message
  const body = key === undefined ? message.body : await work.storedBody(key)
  await takeCallback(work.context(), body, signed_by)
  if (key !== undefined) await work.dropBody(key)
}

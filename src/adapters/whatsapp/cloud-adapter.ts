import { z } from 'zod'
import type { WhatsAppMessage, WhatsAppService } from '../../domain/notifications/channel-ports.ts'
import { DeliveryFailure } from '../../domain/notifications/delivery-failure.ts'
import { retryAfterSeconds } from '../flights/retry-after.ts'
import { messageBody } from './message-body.ts'
import { type Refusal, refusalByStatus, refusalOf } from './refusals.ts'

export interface WhatsAppCloudOptions {
  /** Without a slash at the end. */
  readonly baseUrl: string
  /** `v25.0` */
  readonly graphVersion: string
  readonly phoneNumberId: string
  readonly accessToken: string
  /** For a whole answer, body included. */
  readonly timeoutMs?: number
}

const TIMEOUT_MS = 10_000
/** An answer's body that is read at the most: what comes after it is no answer. */
const LARGEST_ANSWER = 64 * 1024

const Accepted = z.object({
  contacts: z.array(z.object({ wa_id: z.string().optional() })).optional(),
  messages: z.array(z.object({ id: z.string().min(1) })).min(1),
})
const Refused = z.object({ error: z.object({ code: z.number().int() }) })

const unknown = (reason: string) => new DeliveryFailure('unknown', `WhatsApp: ${reason}`)

function failureOf({ kind, reason, wait }: Refusal, code: string, said: number | null): DeliveryFailure {
  const seconds = wait === null && said === null ? null : Math.max(wait ?? 0, said ?? 0)
  const mayWait = kind === 'transient' || kind === 'paused'
  return new DeliveryFailure(kind, `WhatsApp ${code}: ${reason}`, mayWait ? seconds : null)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

async function readBounded(response: Response): Promise<string> {
  if (!response.body) return ''
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of response.body) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length > LARGEST_ANSWER) break
  }
  return text + decoder.decode()
}

/**
 * The WhatsAppCloudAdapter: sends by Meta's Cloud API (`POST /{version}/{number}/messages`). The API knows no idempotency key, so what
 * got no whole answer is `unknown`: its status callback, which carries the delivery key, settles it. Other refusals by `refusals.ts`.
 */
export function createWhatsAppCloudAdapter(options: WhatsAppCloudOptions): WhatsAppService {
  const { baseUrl, graphVersion, phoneNumberId, accessToken, timeoutMs = TIMEOUT_MS } = options
  const url = `${baseUrl}/${graphVersion}/${encodeURIComponent(phoneNumberId)}/messages`

  async function post(message: WhatsAppMessage): Promise<{ response: Response; text: string }> {
    let response: Response
    try {
      response = await fetch(url, {
        method: 'POST',
        // A token must not follow a redirect to another host.
        redirect: 'manual',
        headers: {
          accept: 'application/json',
          authorization: `Bearer ${accessToken}`,
          'content-type': 'application/json',
          'user-agent': 'Aircourier',
        },
        body: JSON.stringify(messageBody(message)),
        signal: AbortSignal.timeout(timeoutMs),
      })
    } catch {
      // The runtime says the same of a connection that was refused and of one that broke after the request was written.
      throw unknown('no answer within the time, or the connection broke')
    }
    // What broke off says by its status whether it is a refusal; without one it is as good as no answer.
    return { response, text: await readBounded(response).catch(() => '') }
  }

  return {
    provider: 'whatsapp_cloud',
    phoneNumberId,
    async send(message) {
      const { response, text } = await post(message)
      const body = parsed(text)
      const refused = Refused.safeParse(body).data
      if (refused || !response.ok) {
        const said = retryAfterSeconds(response.headers, Date.now())
        if (!refused) throw failureOf(refusalByStatus(response.status), String(response.status), said)
        const { code } = refused.error
        throw failureOf(refusalOf(code, message.attempt ?? 1), String(code), said)
      }
      const accepted = Accepted.safeParse(body).data
      const messageId = accepted?.messages[0]?.id
      if (messageId === undefined) throw unknown('no answer of its own, or not all of it')
      return { messageId, waId: accepted?.contacts?.[0]?.wa_id || null }
    },
  }
}

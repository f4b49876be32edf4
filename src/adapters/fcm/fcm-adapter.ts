import { z } from 'zod'
import type { PushMessage, PushService } from '../../domain/notifications/channel-ports.ts'
import { DeliveryFailure } from '../../domain/notifications/delivery-failure.ts'
import { readHead } from '../domains/read-head.ts'
import { type AccessTokenStore, createAccessTokens } from './access-tokens.ts'
import { fcmRequest } from './fcm-message.ts'
import { fcmVerdict, type Verdict } from './fcm-refusal.ts'
import { parseServiceAccount } from './service-account.ts'

export interface FcmOptions {
  /** A service account's key file, as JSON. What it says of addresses is not looked at. */
  readonly serviceAccount: string
  /** Without a slash at the end. */
  readonly baseUrl: string
  /** Where access tokens are given out. */
  readonly tokenUrl: string
  readonly tokens: AccessTokenStore
  readonly fetch?: typeof fetch
  /** For a whole answer, body included. Google asks for ten seconds or more. */
  readonly timeoutMs?: number
  /** ms since 1970. */
  readonly now?: () => number
}

interface Sent {
  readonly messageId: string
}

const TIMEOUT_MS = 10_000
const LONGEST_ANSWER = 65_536
const SentSchema = z.object({ name: z.string().regex(/^projects\/[\x21-\x7e]{1,300}$/) })

function nameOf(text: string): string | null {
  try {
    return SentSchema.safeParse(JSON.parse(text)).data?.name ?? null
  } catch {
    return null
  }
}

/**
 * Whether FCM took it nobody knows. With a collapse key a second one takes the place of the first on the device, so it is sent
 * again; without one it is not.
 */
function inDoubt(message: PushMessage, why: string): DeliveryFailure {
  return new DeliveryFailure(message.collapseKey === null ? 'unknown' : 'transient', why)
}

const notUsable = () => new DeliveryFailure('credentials', 'This is not the key file of a Firebase service account.')

/**
 * FCMAdapter: push messages over Firebase Cloud Messaging's HTTP v1, one request a device. An access token that is refused is
 * renewed once.
 *
 * Source: Firebase, "Migrate to HTTP v1", "FCM error codes" and "Scale FCM"; Google, "Using OAuth 2.0 for Server to Server
 * Applications".
 */
export function createFcmAdapter(options: FcmOptions): PushService {
  const { baseUrl, tokenUrl, timeoutMs = TIMEOUT_MS, now = Date.now } = options
  // A bare `fetch` loses its `this`, which workerd minds.
  const ask: typeof fetch = options.fetch ?? ((input, init) => fetch(input, init))
  const account = parseServiceAccount(options.serviceAccount)
  if (account === null) return { provider: 'fcm', send: () => Promise.reject(notUsable()) }
  const endpoint = { url: tokenUrl, fetch: ask, timeoutMs }
  const accessTokens = createAccessTokens({ account, endpoint, store: options.tokens, now })
  const url = `${baseUrl}/v1/projects/${account.projectId}/messages:send`

  async function posted(message: PushMessage, body: string, accessToken: string): Promise<Response> {
    try {
      return await ask(url, {
        method: 'POST',
        redirect: 'manual',
        headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
        body,
        signal: AbortSignal.timeout(timeoutMs),
      })
    } catch {
      throw inDoubt(message, 'Firebase did not answer.')
    }
  }

  /** Where the message is at FCM, or what is to be done about its refusal. */
  async function attempt(message: PushMessage, body: string, accessToken: string): Promise<Sent | Verdict> {
    const response = await posted(message, body, accessToken)
    // A body that breaks off leaves the status, which says whether it was taken.
    const text = await readHead(response, LONGEST_ANSWER).catch(() => '')
    const { status, headers } = response
    if (!response.ok) return fcmVerdict({ status, headers, text }, now())
    const messageId = nameOf(text)
    if (messageId === null) throw inDoubt(message, `Firebase answered ${status} with something that names no message.`)
    return { messageId }
  }

  return {
    provider: 'fcm',
    async send(message) {
      const body = await fcmRequest(message, now())
      const first = await accessTokens.get()
      let outcome = await attempt(message, body, first.value)
      if (outcome === 'unauthenticated') {
        outcome = await attempt(message, body, (await accessTokens.get(first.value)).value)
      } else if (outcome === 'again') {
        outcome = await attempt(message, body, first.value)
      }
      if (outcome === 'unauthenticated') {
        throw new DeliveryFailure('credentials', 'Firebase does not take the service account’s access tokens.')
      }
      if (outcome === 'again') {
        throw new DeliveryFailure('permanent', 'Firebase does not say why it refuses this (UNSPECIFIED_ERROR).')
      }
      if (outcome instanceof DeliveryFailure) throw outcome
      return outcome
    },
  }
}

import type { PushService, WhatsAppService } from '../../domain/notifications/channel-ports.ts'
import { DeliveryFailure } from '../../domain/notifications/delivery-failure.ts'

const FOLDERS = { whatsapp: 'logs/whatsapp/', push: 'logs/push/' } as const
export type PhoneChannel = keyof typeof FOLDERS

/** A message to a phone as it lies in the bucket. `sentAt`: ms since 1970. */
export interface StoredPhoneMessage {
  readonly key: string
  readonly channel: PhoneChannel
  /** A number, or a device's token. */
  readonly to: string
  readonly title: string
  readonly text: string
  readonly sentAt: number
}

/** For development and tests: messages are kept in the bucket under `logs/whatsapp/`. The same delivery key is one message. */
export function createDevelopmentWhatsApp(bucket: R2Bucket): WhatsAppService {
  return {
    provider: 'development',
    repeatable: true,
    phoneNumberId: null,
    async send({ to, content, deliveryKey }) {
      const key = deliveryKey.split('/').at(-1) ?? deliveryKey
      const title = content.type === 'template' ? `${content.name} (${content.language})` : 'Text'
      const text = content.type === 'template' ? content.parameters.join('\n') : content.body
      const stored = JSON.stringify({ channel: 'whatsapp', to, title, text, sentAt: Date.now() })
      await bucket.put(`${FOLDERS.whatsapp}${key}.json`, stored, {
        onlyIf: { etagDoesNotMatch: '*' },
        customMetadata: { to },
      })
      return { messageId: key, waId: null }
    },
  }
}

/** The same for push messages, under `logs/push/`. */
export function createDevelopmentPush(bucket: R2Bucket, makeId: () => string): PushService {
  return {
    provider: 'development',
    async send({ token, title, body, link }) {
      const key = makeId()
      const text = link === null ? body : `${body}\n\n${link}`
      const stored = JSON.stringify({ channel: 'push', to: token, title, text, sentAt: Date.now() })
      await bucket.put(`${FOLDERS.push}${key}.json`, stored, { customMetadata: { to: token } })
      return { messageId: key }
    },
  }
}

/** Where a deployment has no account: what is to go out there fails, where staff see it and why. */
export function createMissingWhatsApp(): WhatsAppService {
  return {
    provider: 'none',
    repeatable: true,
    phoneNumberId: null,
    send: () => Promise.reject(new DeliveryFailure('permanent', 'no WhatsApp account is set up')),
  }
}

export function createMissingPush(): PushService {
  return {
    provider: 'none',
    repeatable: true,
    send: () => Promise.reject(new DeliveryFailure('permanent', 'no account for push messages is set up')),
  }
}

/** The newest messages to phones, to one of them or to all, newest first: their keys are ids, which sort by time. */
export async function listPhoneMessages(
  bucket: R2Bucket,
  limit = 200,
  to?: string,
): Promise<readonly StoredPhoneMessage[]> {
  const names: string[] = []
  for (const prefix of Object.values(FOLDERS)) {
    let cursor: string | undefined
    do {
      const page = await bucket.list({ prefix, include: ['customMetadata'], ...(cursor !== undefined && { cursor }) })
      const wanted = page.objects.filter((object) => to === undefined || object.customMetadata?.to === to)
      names.push(...wanted.map((object) => object.key))
      cursor = page.truncated ? page.cursor : undefined
    } while (cursor !== undefined)
  }
  const keyOf = (name: string) => name.slice(name.lastIndexOf('/') + 1, -'.json'.length)
  const timeOf = (name: string) => keyOf(name).split('_').at(-1) ?? ''
  const newest = names.sort((a, b) => (timeOf(a) < timeOf(b) ? 1 : -1)).slice(0, limit)
  const messages = await Promise.all(
    newest.map(async (name) => {
      const object = await bucket.get(name)
      return object ? { ...(await object.json<Omit<StoredPhoneMessage, 'key'>>()), key: keyOf(name) } : null
    }),
  )
  return messages.filter((message) => message !== null)
}

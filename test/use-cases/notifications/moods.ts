import { env } from 'cloudflare:workers'
import { createMockEmailProvider } from '../../../src/adapters/email/mock.ts'
import { ids } from '../../../src/core/ids.ts'
import type { Tenant } from '../../../src/domain/auth/tenant.ts'
import type { PushService, WhatsAppService } from '../../../src/domain/notifications/channel-ports.ts'
import type { Device, DeviceDirectory } from '../../../src/domain/notifications/devices.ts'
import type { EmailService } from '../../../src/domain/notifications/ports.ts'
import { NOON } from './office.ts'

/** Mails kept in the bucket, as in development. */
export const realEmail = (): EmailService => createMockEmailProvider(env.FILES)

/** A provider that answers each try in turn: an error, or null for a mail that goes out through `real`. Notes the keys. */
export function moodyProvider(
  moods: (Error | null)[],
  real: EmailService = realEmail(),
): EmailService & { readonly keys: string[] } {
  const keys: string[] = []
  return {
    provider: real.provider,
    repeatable: real.repeatable === true,
    keys,
    async send(mail) {
      keys.push(mail.idempotencyKey)
      const mood = moods.shift() ?? null
      if (mood) throw mood
      return real.send(mail)
    },
  }
}

/** Moods of a provider that knows no key again. Notes to whom it took a message, and for which event or delivery. */
export interface MoodyPhones<S> {
  readonly service: S
  readonly taken: string[]
  readonly keys: string[]
}

/** WhatsApp without a memory for keys: an error for each try in turn, or null for a message that it takes. */
export function moodyWhatsApp(moods: (Error | null)[] = []): MoodyPhones<WhatsAppService> {
  const taken: string[] = []
  const keys: string[] = []
  const service: WhatsAppService = {
    provider: 'whatsapp',
    phoneNumberId: null,
    async send({ to, deliveryKey }) {
      const mood = moods.shift() ?? null
      if (mood) throw mood
      taken.push(to)
      keys.push(deliveryKey)
      return { messageId: `wamid.${deliveryKey.split('/')[1]}`, waId: null }
    },
  }
  return { service, taken, keys }
}

/** The same for push messages. */
export function moodyPush(moods: (Error | null)[] = []): MoodyPhones<PushService> {
  const taken: string[] = []
  const keys: string[] = []
  const service: PushService = {
    provider: 'fcm',
    async send({ token, data }) {
      const mood = moods.shift() ?? null
      if (mood) throw mood
      taken.push(token)
      keys.push(`${data.event_id} ${token}`)
      return { messageId: `projects/p/messages/${taken.length}` }
    },
  }
  return { service, taken, keys }
}

/** Devices of whoever asks, as the directory has them. */
export function someDevices(tenant: Tenant, ...owners: readonly string[]) {
  const devices: Device[] = owners.map((userId) => ({
    id: ids.make('dev'),
    tenantId: tenant.id,
    userId,
    token: `token-of-${ids.make('msg')}`,
    platform: 'android',
    createdAt: NOON,
    lastSeenAt: NOON,
  }))
  const forgotten: string[] = []
  const directory: DeviceDirectory = {
    ofUsers: async (userIds) => devices.filter(({ id, userId }) => userIds.includes(userId) && !forgotten.includes(id)),
    forget: async (gone) => void forgotten.push(...gone),
  }
  return { devices, directory, forgotten }
}

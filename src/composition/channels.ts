import { createCircuitRepository } from '../adapters/db/repositories/circuit-repository.ts'
import { createNotificationSettingsRepository } from '../adapters/db/repositories/notification-settings-repository.ts'
import { createProviderTokens } from '../adapters/db/repositories/provider-token-repository.ts'
import { createSuppressionRepository } from '../adapters/db/repositories/suppression-repository.ts'
import { createTenantRepository } from '../adapters/db/repositories/tenant-repository.ts'
import { createWhatsAppContacts } from '../adapters/db/repositories/whatsapp-contacts.ts'
import {
  createDevelopmentPush,
  createDevelopmentWhatsApp,
  createMissingPush,
  createMissingWhatsApp,
} from '../adapters/development/phone-messages.ts'
import { createMockEmailProvider } from '../adapters/email/mock.ts'
import { createResendProvider } from '../adapters/email/resend.ts'
import { createSmtpProvider } from '../adapters/email/smtp.ts'
import { createFcmAdapter } from '../adapters/fcm/fcm-adapter.ts'
import { createRemembering } from '../adapters/remembering.ts'
import { createStopLinks } from '../adapters/stop-links.ts'
import { createWhatsAppCloudAdapter } from '../adapters/whatsapp/cloud-adapter.ts'
import { type Config, ConfigError } from '../core/config.ts'
import { openDirectoryDatabase, type TenantDatabase } from '../core/database.ts'
import { ids } from '../core/ids.ts'
import { describeError, type Log } from '../core/log.ts'
import { createTokenEncryption } from '../core/security/token-encryption.ts'
import { type ChannelField, isChannelField, isCredential } from '../domain/auth/channel-settings.ts'
import { CHANNELS, type Channel } from '../domain/notifications/delivery.ts'
import { DeliveryFailure } from '../domain/notifications/delivery-failure.ts'
import type { EmailService } from '../domain/notifications/ports.ts'
import { oneLine } from '../domain/notifications/templates.ts'
import type { Channels, TenantContext } from '../use-cases/context.ts'

/** A company's own settings in clear; `unreadable` names credentials whose key is gone. */
interface OwnSettings {
  readonly name: string
  readonly tenantId: string
  readonly values: ReadonlyMap<ChannelField, string>
  readonly unreadable: ReadonlySet<ChannelField>
  readonly changedAt: NonNullable<Channels['changedAt']>
}

type Remembered = ReturnType<typeof createRemembering<Channels>>
const remembered = new WeakMap<Config, Remembered>()

function memoryOf(config: Config): Remembered {
  const known = remembered.get(config) ?? createRemembering<Channels>()
  remembered.set(config, known)
  return known
}

/** How people are told, of what and how not: what use cases need of it. */
export function channelContext(
  env: Env,
  config: Config,
  db: TenantDatabase,
  log: Log,
): Pick<
  TenantContext,
  'circuits' | 'suppressions' | 'notificationSettings' | 'whatsappContacts' | 'stopLinks' | 'channels'
> {
  return {
    circuits: createCircuitRepository(db),
    suppressions: createSuppressionRepository(db),
    notificationSettings: createNotificationSettingsRepository(db),
    whatsappContacts: createWhatsAppContacts(openDirectoryDatabase(env.DIRECTORY_DB), db.tenantId, log),
    stopLinks: createStopLinks(config.ENCRYPTION_KEYS),
    async channels() {
      const make = async () => channelsOf(env, config, await ownSettings(env, config, db.tenantId, log))
      return (await memoryOf(config).get(db.tenantId, Date.now(), make)) ?? make()
    },
  }
}

async function ownSettings(env: Env, config: Config, tenantId: string, log: Log): Promise<OwnSettings> {
  const found = await createTenantRepository(openDirectoryDatabase(env.DIRECTORY_DB)).find(tenantId)
  const encryption = createTokenEncryption({ keys: config.ENCRYPTION_KEYS })
  const values = new Map<ChannelField, string>()
  const unreadable = new Set<ChannelField>()
  for (const { name, value } of found?.settings ?? []) {
    if (!isChannelField(name)) continue
    try {
      values.set(name, isCredential(name) ? await encryption.decrypt(value, { tenantId, field: name }) : value)
    } catch (error) {
      unreadable.add(name)
      log.error('credential_not_readable', { tenant_id: tenantId, field: name, ...describeError(error) })
    }
  }
  const changedAt: Partial<Record<Channel, number>> = {}
  for (const { name, updatedAt } of found?.settings ?? []) {
    const channel = CHANNELS.find((each) => name.startsWith(`${each}.`))
    if (channel) changedAt[channel] = Math.max(changedAt[channel] ?? 0, updatedAt)
  }
  return { tenantId, name: found?.tenant.branding.name ?? '', values, unreadable, changedAt }
}

/** What a channel is while its credential cannot be read: nothing is sent from another account instead. */
const unreadable = () =>
  Promise.reject(new DeliveryFailure('credentials', 'the stored credential cannot be read; set it again'))

function channelsOf(env: Env, config: Config, own: OwnSettings): Channels {
  return {
    email: emailOf(env, config, own),
    whatsapp: whatsappOf(env, config, own),
    push: pushOf(env, config, own),
    changedAt: own.changedAt,
  }
}

/** A company's name before its address (RFC 5322, 3.4), without what would end the quotes or the line. */
const mailbox = (name: string, address: string): string => `"${oneLine(name.replace(/["\\<>]/g, ' '))}" <${address}>`

function emailOf(env: Env, config: Config, { name, values, unreadable: lost }: OwnSettings): EmailService {
  const apiKey = values.get('email.resend_api_key')
  if (lost.has('email.resend_api_key')) return { provider: 'resend', repeatable: true, send: unreadable }
  // A company's sender goes with its own account: through the deployment's it could write in another's name.
  if (apiKey !== undefined) {
    const address = values.get('email.from')
    const from = address === undefined ? config.EMAIL_FROM : mailbox(name, address)
    return createResendProvider({ apiKey, baseUrl: config.RESEND_BASE_URL, from })
  }
  switch (config.EMAIL_PROVIDER) {
    case 'mock':
      return createMockEmailProvider(env.FILES)
    case 'resend':
      if (config.RESEND_API_KEY === undefined) throw new ConfigError('RESEND_API_KEY is not set.')
      return createResendProvider({
        apiKey: config.RESEND_API_KEY,
        baseUrl: config.RESEND_BASE_URL,
        from: config.EMAIL_FROM,
      })
    case 'smtp':
      if (config.SMTP_HOST === undefined) throw new ConfigError('SMTP_HOST is not set.')
      return createSmtpProvider({
        host: config.SMTP_HOST,
        port: config.SMTP_PORT,
        security: config.SMTP_SECURITY,
        username: config.SMTP_USERNAME,
        password: config.SMTP_PASSWORD,
        from: config.EMAIL_FROM,
      })
  }
}

function whatsappOf(env: Env, config: Config, { values, unreadable: lost }: OwnSettings): Channels['whatsapp'] {
  const own = {
    phoneNumberId: values.get('whatsapp.phone_number_id'),
    accessToken: values.get('whatsapp.access_token'),
  }
  if (lost.has('whatsapp.access_token')) {
    return { provider: 'whatsapp', repeatable: true, phoneNumberId: own.phoneNumberId ?? null, send: unreadable }
  }
  const deployment = { phoneNumberId: config.WHATSAPP_PHONE_NUMBER_ID, accessToken: config.WHATSAPP_ACCESS_TOKEN }
  const { phoneNumberId, accessToken } =
    own.phoneNumberId !== undefined && own.accessToken !== undefined ? own : deployment
  if (phoneNumberId !== undefined && accessToken !== undefined) {
    const place = { baseUrl: config.WHATSAPP_BASE_URL, graphVersion: config.WHATSAPP_GRAPH_VERSION }
    return createWhatsAppCloudAdapter({ ...place, phoneNumberId, accessToken })
  }
  return config.ENVIRONMENT === 'development' ? createDevelopmentWhatsApp(env.FILES) : createMissingWhatsApp()
}

/** A company's own Firebase project, or the deployment's. */
function pushOf(env: Env, config: Config, { tenantId, values, unreadable: lost }: OwnSettings): Channels['push'] {
  const own = values.get('push.fcm_service_account')
  if (lost.has('push.fcm_service_account')) return { provider: 'fcm', send: unreadable }
  const serviceAccount = own ?? config.FCM_SERVICE_ACCOUNT
  if (serviceAccount !== undefined) {
    const encryption = createTokenEncryption({ keys: config.ENCRYPTION_KEYS })
    const owner = { tenantId: own === undefined ? 'deployment' : tenantId, provider: 'fcm' } as const
    return createFcmAdapter({
      serviceAccount,
      baseUrl: config.FCM_BASE_URL,
      tokenUrl: config.FCM_TOKEN_URL,
      tokens: createProviderTokens(() => openDirectoryDatabase(env.DIRECTORY_DB), encryption, owner),
    })
  }
  return config.ENVIRONMENT === 'development'
    ? createDevelopmentPush(env.FILES, () => ids.make('msg'))
    : createMissingPush()
}

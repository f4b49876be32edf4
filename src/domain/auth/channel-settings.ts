/**
 * How a company's messages are sent, where it brings its own accounts at the providers. A credential is written and never
 * shown. A company cannot say where a provider is reached: that would let it aim our requests.
 */
export const CHANNEL_FIELDS = {
  'email.from': 'plain',
  'email.resend_api_key': 'credential',
  'email.resend_webhook_secret': 'credential',
  'whatsapp.phone_number_id': 'plain',
  'whatsapp.access_token': 'credential',
  'whatsapp.app_secret': 'credential',
  'push.fcm_service_account': 'credential',
} as const satisfies Readonly<Record<string, 'plain' | 'credential'>>

export type ChannelField = keyof typeof CHANNEL_FIELDS
export type CredentialField = {
  [field in ChannelField]: (typeof CHANNEL_FIELDS)[field] extends 'credential' ? field : never
}[ChannelField]
export type PlainField = Exclude<ChannelField, CredentialField>

/** What may be shown: plain settings as they are, and of credentials whether they are set. */
export type ShownChannels = Readonly<Record<PlainField, string | null>> & Readonly<Record<CredentialField, boolean>>

/** What is to be set; null takes a setting away, and what is absent stays. */
export type ChannelChange = { readonly [field in ChannelField]?: string | null | undefined }

export const isChannelField = (name: string): name is ChannelField => Object.hasOwn(CHANNEL_FIELDS, name)
export const isCredential = (field: ChannelField): field is CredentialField => CHANNEL_FIELDS[field] === 'credential'

export function shownChannels(settings: readonly { readonly name: string; readonly value: string }[]): ShownChannels {
  const stored = new Map(settings.map(({ name, value }) => [name, value]))
  return {
    'email.from': stored.get('email.from') ?? null,
    'email.resend_api_key': stored.has('email.resend_api_key'),
    'email.resend_webhook_secret': stored.has('email.resend_webhook_secret'),
    'whatsapp.phone_number_id': stored.get('whatsapp.phone_number_id') ?? null,
    'whatsapp.access_token': stored.has('whatsapp.access_token'),
    'whatsapp.app_secret': stored.has('whatsapp.app_secret'),
    'push.fcm_service_account': stored.has('push.fcm_service_account'),
  }
}

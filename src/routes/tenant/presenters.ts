import type { z } from '@hono/zod-openapi'
import type { ChannelChange } from '../../domain/auth/channel-settings.ts'
import type { TenantView } from '../../use-cases/auth/get-tenant.ts'
import type { UpdateTenant } from '../../use-cases/auth/update-tenant.ts'
import { timeText } from '../fields.ts'
import type { TenantSchema, UpdateTenantSchema } from './schemas.ts'

/** A company as its staff see it. The same in all versions. */
export function presentTenant({ tenant, channels }: TenantView): z.output<typeof TenantSchema> {
  const { branding } = tenant
  return {
    id: tenant.id,
    name: tenant.name,
    slug: tenant.slug,
    code: tenant.code,
    plan: tenant.plan,
    status: tenant.status,
    locale: tenant.locale,
    branding: {
      name: branding.name,
      colour: branding.colour,
      logo_url: branding.logoUrl,
      support_email: branding.supportEmail,
      support_phone: branding.supportPhone,
    },
    cors_origins: [...tenant.corsOrigins],
    channels: {
      email: {
        from: channels['email.from'],
        resend_api_key_set: channels['email.resend_api_key'],
        resend_webhook_secret_set: channels['email.resend_webhook_secret'],
      },
      whatsapp: {
        phone_number_id: channels['whatsapp.phone_number_id'],
        access_token_set: channels['whatsapp.access_token'],
        app_secret_set: channels['whatsapp.app_secret'],
      },
      push: { fcm_service_account_set: channels['push.fcm_service_account'] },
    },
    created_at: timeText(tenant.createdAt),
  }
}

/** The body's words in the domain's. */
export function tenantChangeOf(body: z.output<typeof UpdateTenantSchema>): UpdateTenant {
  const { branding } = body
  return {
    name: body.name,
    locale: body.locale,
    branding: branding && {
      name: branding.name,
      colour: branding.colour?.toLowerCase(),
      logoUrl: branding.logo_url,
      supportEmail: branding.support_email,
      supportPhone: branding.support_phone,
    },
    corsOrigins: body.cors_origins,
    channels: channelChangeOf(body.channels ?? {}),
  }
}

function channelChangeOf({
  email = {},
  whatsapp = {},
  push = {},
}: NonNullable<z.output<typeof UpdateTenantSchema>['channels']>): ChannelChange {
  return {
    'email.from': email.from,
    'email.resend_api_key': email.resend_api_key,
    'email.resend_webhook_secret': email.resend_webhook_secret,
    'whatsapp.phone_number_id': whatsapp.phone_number_id,
    'whatsapp.access_token': whatsapp.access_token,
    'whatsapp.app_secret': whatsapp.app_secret,
    'push.fcm_service_account': push.fcm_service_account,
  }
}

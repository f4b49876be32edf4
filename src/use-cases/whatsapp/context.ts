import type { TokenEncryption } from '../../domain/auth/ports.ts'
import type { Locale, Tenant } from '../../domain/auth/tenant.ts'
import type { WhatsAppService } from '../../domain/notifications/channel-ports.ts'
import type { NumberNews, WhatsAppPerson, Wish } from '../../domain/notifications/whatsapp-inbound.ts'
import type { WhatsAppInbox, WhatsAppNumbers, WhatsAppWords } from '../../domain/notifications/whatsapp-ports.ts'
import type { Statement } from '../../domain/statement.ts'
import type { BaseContext, TenantContext } from '../context.ts'
import type { PublicTracking } from '../tracking/track-shipment.ts'

/** Whose app secrets signed a callback. */
export interface Signers {
  readonly deployment: boolean
  /** For their own number each, and no other. */
  readonly tenants: readonly { readonly tenant_id: string; readonly phone_number_id: string }[]
}

/** One answer that is due, as it stands in the queue: made as often as its message comes, sent once. */
export interface WhatsAppAnswerJob {
  readonly type: 'whatsapp_answer'
  readonly phone_number_id: string
  /** Whose secret signed for the number; null for the deployment's. */
  readonly tenant_id: string | null
  readonly message_id: string
  readonly person: WhatsAppPerson
  readonly wish: Wish
  /** When the message was written, ms UTC. */
  readonly at: number
}

/** What people who write to a number are heard and answered with: over the numbers of all tenants. */
export interface WhatsAppContext extends Pick<BaseContext, 'clock' | 'log' | 'publicUrl'> {
  /** The deployment's app secret and number; null where it has none. */
  readonly appSecret: string | null
  readonly deploymentNumber: string | null
  readonly numbers: WhatsAppNumbers
  readonly inbox: WhatsAppInbox
  readonly encryption: TokenEncryption
  readonly words: WhatsAppWords
  /** Where a shipment is, in one sentence. */
  statusText(tracking: PublicTracking, tenant: Tenant, locale: Locale): string
  /** What a callback's body says. What it does not know it leaves out. */
  parse(body: unknown): { readonly numbers: readonly NumberNews[]; readonly ignored: readonly string[] }
  /** Sends from the deployment's number; null where it has none. */
  readonly deploymentSender: WhatsAppService | null
  findTenant(tenantId: string): Promise<Tenant | null>
  findTenantByCode(code: string): Promise<Tenant | null>
  tenant(tenant: Tenant): TenantContext
  /** To the outbound queue. */
  send(jobs: readonly WhatsAppAnswerJob[]): Promise<void>
  commit(statements: readonly Statement[]): Promise<void>
}

import type { DeliveryReport } from '../../domain/notifications/delivery-report.ts'
import type { NumberNews, StatusReport } from '../../domain/notifications/whatsapp-inbound.ts'
import type { NumberOwner } from '../../domain/notifications/whatsapp-ports.ts'
import { recordDeliveryReport } from '../notifications/record-delivery-report.ts'
import type { Signers, WhatsAppContext } from './context.ts'

interface Said {
  readonly phoneNumberId: string
  readonly status: StatusReport
}

/** `<tenant id>/<delivery id>`; null for what is none of ours, and for answers, which are no deliveries. */
function keyOf({ deliveryKey }: StatusReport): { readonly tenantId: string; readonly delivery: string } | null {
  const [, tenantId, delivery] = /^(ten_[0-9a-z]{26})\/(dlv_[0-9a-z]{26}(?:-\d{1,16})?)$/.exec(deliveryKey ?? '') ?? []
  return tenantId !== undefined && delivery !== undefined ? { tenantId, delivery } : null
}

/**
 * Moves deliveries on. A key names a tenant, but whoever may send from some number writes what they like into it: it counts only at the
 * number that the tenant sends from, and only when who signed may speak for that. Without a key, a number's own tenants are asked for
 * the provider's message id. Throws when a tenant's reports could not be stored; those of the others are.
 */
export async function recordStatuses(
  ctx: WhatsAppContext,
  news: readonly NumberNews[],
  signedBy: Signers,
): Promise<void> {
  const said = news.flatMap(({ phoneNumberId, statuses }) =>
    statuses.map((status): Said => ({ phoneNumberId, status })),
  )
  if (said.length === 0) return
  const elsewhere = said.filter(({ phoneNumberId }) => !isOurs(ctx, phoneNumberId, signedBy))
  const keyed = elsewhere.flatMap(({ status }) => keyOf(status)?.tenantId ?? [])
  const unkeyed = elsewhere.flatMap(({ phoneNumberId, status }) => (status.deliveryKey ? [] : [phoneNumberId]))
  const [byKey, byNumber] = await Promise.all([
    ctx.numbers.ownedBy([...new Set(keyed)]),
    ctx.numbers.ownersOf([...new Set(unkeyed)]),
  ])
  const owners = [...byKey, ...byNumber]
  const reports = new Map<string, DeliveryReport[]>()
  for (const each of said) {
    for (const tenantId of tenantsOf(ctx, each, owners, signedBy)) {
      reports.set(tenantId, [...(reports.get(tenantId) ?? []), reportOf(each.status)])
    }
  }
  let failure: unknown = null
  for (const [tenantId, own] of reports) {
    try {
      const tenant = await ctx.findTenant(tenantId)
      if (tenant) await recordDeliveryReport(ctx.tenant(tenant), own)
    } catch (error) {
      failure = error
    }
  }
  if (failure !== null) throw failure
}

/** From the deployment's number nobody sends but this service, so that every key is its own. */
const isOurs = (ctx: WhatsAppContext, phoneNumberId: string, signedBy: Signers): boolean =>
  signedBy.deployment && phoneNumberId === ctx.deploymentNumber

/** The tenants whose delivery a status may be about. */
function tenantsOf(
  ctx: WhatsAppContext,
  { phoneNumberId, status }: Said,
  owners: readonly NumberOwner[],
  signedBy: Signers,
): readonly string[] {
  const mayHear = ({ tenantId }: { tenantId: string }) =>
    signedBy.deployment ||
    signedBy.tenants.some((tenant) => tenant.tenant_id === tenantId && tenant.phone_number_id === phoneNumberId)
  const here = owners.filter((owner) => owner.phoneNumberId === phoneNumberId && mayHear(owner))
  const key = keyOf(status)
  if (key) {
    return isOurs(ctx, phoneNumberId, signedBy) || here.some(({ tenantId }) => tenantId === key.tenantId)
      ? [key.tenantId]
      : []
  }
  return status.deliveryKey === null ? [...new Set(here.map(({ tenantId }) => tenantId))] : []
}

function reportOf(status: StatusReport): DeliveryReport {
  return {
    deliveryId: keyOf(status)?.delivery ?? null,
    providerMessageId: status.messageId,
    channel: 'whatsapp',
    status: status.status,
    reason: status.reason,
    at: status.at,
  }
}

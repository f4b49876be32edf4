import { Actor } from '../../domain/actor.ts'
import { Tenant } from '../../domain/auth/tenant.ts'
import type { DirectoryContext } from '../context.ts'
import { auditAccount } from './audit.ts'
import { type TenantOrder, tenantOf } from './tenant-order.ts'

/** Shipments whose public sockets are ended in one go. */
const PAGE = 200

/**
 * Puts a company out of service: it is refused everywhere (sign-in, refresh, requests, sockets, public tracking, providers'
 * updates), and its sockets are cut, the public ones too. Isolates that know its row notice within the minute. Nothing is
 * deleted. Repeating it cuts the sockets again and changes nothing else; it throws when a hub cannot be reached.
 * @throws DomainError forbidden for anyone but the platform; AppError not_found
 */
export async function suspendTenant(ctx: DirectoryContext, order: TenantOrder): Promise<void> {
  const tenant = await tenantOf(ctx, order)
  if (Tenant.isActive(tenant)) {
    const audit = auditAccount(ctx, {
      tenantId: tenant.id,
      actor: Actor.label(ctx.actor),
      action: 'tenant.suspended',
      subjectType: 'tenant',
      subjectId: tenant.id,
      changes: { reason: order.reason },
    })
    await ctx.commit([ctx.tenants.setStatus(tenant.id, 'suspended'), audit], null)
  }
  await ctx.hubs.tenant(tenant.id).endAll()
  await endPublicSockets(ctx, tenant)
}

async function endPublicSockets(ctx: DirectoryContext, tenant: Tenant): Promise<void> {
  const { notifications } = ctx.tenantContext(tenant, ctx.actor, 'api')
  let after = ''
  for (;;) {
    const shipmentIds = await notifications.watched(ctx.clock.now(), after, PAGE)
    await Promise.all(shipmentIds.map((shipmentId) => ctx.hubs.shipment(shipmentId).endAll()))
    if (shipmentIds.length < PAGE) return
    after = shipmentIds.at(-1) ?? after
  }
}

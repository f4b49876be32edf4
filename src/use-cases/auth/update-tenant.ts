import { notFound } from '../../core/errors.ts'
import { Actor } from '../../domain/actor.ts'
import type { TenantProfileChange } from '../../domain/auth/account-ports.ts'
import type { ChannelChange } from '../../domain/auth/channel-settings.ts'
import { authorize } from '../../domain/auth/role.ts'
import { auditAccount } from './audit.ts'
import { resealed, sealed } from './channel-credentials.ts'
import type { AuthContext } from './context.ts'
import { readTenant, type TenantView } from './get-tenant.ts'

export interface UpdateTenant extends TenantProfileChange {
  readonly channels?: ChannelChange | undefined
}

/**
 * Changes what is given of the company and leaves the rest, so that two who change different things both keep their change.
 * Each write also takes stored credentials to the present encryption key. The audit log names fields and holds no values.
 * @throws DomainError forbidden
 */
export async function updateTenant(ctx: AuthContext, tenantId: string, input: UpdateTenant): Promise<TenantView> {
  authorize(ctx.actor, 'tenant:write')
  const found = await ctx.tenants.find(tenantId)
  if (!found) throw notFound('company')
  const { channels = {}, ...profile } = input
  const removed = Object.keys(channels).filter((name) => channels[name as keyof ChannelChange] === null)
  const set = await sealed(ctx, tenantId, channels)
  const touched = new Set([...removed, ...set.map(({ name }) => name)])
  const fields = [...fieldsOf(profile), ...touched]
  if (fields.length > 0) {
    const statements = [
      ...ctx.tenants.update(tenantId, profile),
      ...ctx.tenants.putSettings(tenantId, set),
      ...ctx.tenants.removeSettings(tenantId, removed),
      ...(await resealed(
        ctx,
        tenantId,
        found.settings.filter(({ name }) => !touched.has(name)),
      )),
      auditAccount(ctx, {
        tenantId,
        actor: Actor.label(ctx.actor),
        action: 'tenant.changed',
        subjectType: 'tenant',
        subjectId: tenantId,
        changes: { fields, ...(removed.length > 0 && { removed }) },
      }),
    ]
    await ctx.commit(statements, null)
  }
  return readTenant(ctx, tenantId)
}

/** `name`, `branding.colour` …: what is given, by name. */
function fieldsOf({ branding = {}, ...rest }: TenantProfileChange): readonly string[] {
  const given = (values: object) => Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [key]))
  return [...given(rest), ...given(branding).map((field) => `branding.${field}`)]
}

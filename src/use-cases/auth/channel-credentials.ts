import { describeError } from '../../core/log.ts'
import type { TenantSetting } from '../../domain/auth/account-ports.ts'
import {
  type ChannelChange,
  type ChannelField,
  isChannelField,
  isCredential,
} from '../../domain/auth/channel-settings.ts'
import type { Statement } from '../../domain/statement.ts'
import type { AuthContext } from './context.ts'

/** The settings of a change as they are stored: credentials as JWEs that are bound to the tenant and the field. */
export async function sealed(
  ctx: AuthContext,
  tenantId: string,
  change: ChannelChange,
): Promise<readonly TenantSetting[]> {
  const updatedAt = ctx.clock.now()
  const given = Object.entries(change).filter((entry): entry is [ChannelField, string] => typeof entry[1] === 'string')
  return Promise.all(
    given.map(async ([name, text]) => {
      const value = isCredential(name) ? await ctx.encryption.encrypt(text, { tenantId, field: name }) : text
      return { name, value, updatedAt }
    }),
  )
}

/**
 * Encrypts again what still lies under a key that is no longer the first. One whose key is gone stays as it is, is logged and
 * must be set anew: that is no reason to refuse a change to something else.
 */
export async function resealed(
  ctx: AuthContext,
  tenantId: string,
  stored: readonly TenantSetting[],
): Promise<readonly Statement[]> {
  const statements = await Promise.all(
    stored.map(async ({ name, value }) => {
      if (!isChannelField(name) || !isCredential(name)) return null
      const bound = { tenantId, field: name }
      try {
        if (!(await ctx.encryption.needsReencryption(value))) return null
        const again = await ctx.encryption.encrypt(await ctx.encryption.decrypt(value, bound), bound)
        return ctx.tenants.replaceSetting(tenantId, name, value, again)
      } catch (error) {
        ctx.log.error('credential_not_readable', { tenant_id: tenantId, field: name, ...describeError(error) })
        return null
      }
    }),
  )
  return statements.filter((statement) => statement !== null)
}

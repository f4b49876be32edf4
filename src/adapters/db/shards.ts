import type { Tenant } from '../../domain/auth/tenant.ts'

/** The shards' databases in their order. A deployment adds one by binding it and appending it here. */
export const shardsOf = (env: Pick<Env, 'TENANT_DB_0' | 'TENANT_DB_1'>): readonly D1Database[] => [
  env.TENANT_DB_0,
  env.TENANT_DB_1,
]

/** The database that holds a tenant's rows. Throws when its shard is not bound: a deployment's mistake. */
export function shardOf(env: Pick<Env, 'TENANT_DB_0' | 'TENANT_DB_1'>, tenant: Tenant): D1Database {
  const shard = shardsOf(env)[tenant.shard]
  if (!shard) throw new Error(`tenant ${tenant.id} names shard ${tenant.shard}, which is not bound`)
  return shard
}

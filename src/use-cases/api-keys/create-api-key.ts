import { Buffer } from 'node:buffer'
import { AppError } from '../../core/errors.ts'
import { sha256Hex } from '../../core/security/signatures.ts'
import { API_KEY_HEAD, ApiKey } from '../../domain/auth/api-key.ts'
import { authorize, type Permission } from '../../domain/auth/role.ts'
import type { Tenant } from '../../domain/auth/tenant.ts'
import { auditAccess } from '../auth/audit-access.ts'
import type { DirectoryContext } from '../context.ts'

const SECRET_BYTES = 32
/** Characters after the head by which people tell keys apart: 36 of the secret's 256 bits. */
const PREFIX_EXTRA = 6

export interface CreateApiKey {
  readonly name: string
  readonly permissions: readonly Permission[]
  /** ms UTC. */
  readonly expiresAt: number | null
}

/**
 * A new API key. `text` is the key itself and exists here only: what is stored is its SHA-256. One commit.
 * @throws DomainError forbidden, unprocessable; AppError forbidden for a key that would make keys
 */
export async function createApiKey(
  ctx: DirectoryContext,
  tenant: Tenant,
  input: CreateApiKey,
): Promise<{ readonly key: ApiKey; readonly text: string }> {
  authorize(ctx.actor, 'api_keys:write')
  if (ctx.actor.kind !== 'user') throw new AppError('forbidden', 'Sign in as a user: only people make keys.')
  const text = `${API_KEY_HEAD}${Buffer.from(ctx.ids.random(SECRET_BYTES)).toString('base64url')}`
  const key = ApiKey.create({
    ...input,
    id: ctx.ids.make('key'),
    tenant,
    creator: ctx.actor,
    keyHash: sha256Hex(text),
    prefix: text.slice(0, API_KEY_HEAD.length + PREFIX_EXTRA),
    now: ctx.clock.now(),
  })
  const audit = auditAccess(ctx, tenant.id, {
    action: 'api_key.created',
    subjectType: 'api_key',
    subjectId: key.id,
    changes: { name: key.name, prefix: key.prefix, permissions: key.permissions, expires_at: key.expiresAt },
  })
  return ctx.commit([ctx.apiKeys.insert(key), audit], { key, text })
}

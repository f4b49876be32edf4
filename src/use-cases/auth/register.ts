import { AppError } from '../../core/errors.ts'
import { TenantCodeTaken } from '../../domain/auth/ports.ts'
import { Tenant } from '../../domain/auth/tenant.ts'
import { User } from '../../domain/auth/user.ts'
import { TrackingId } from '../../domain/shipments/tracking-id.ts'
import { auditAccount } from './audit.ts'
import { tokenMail } from './auth-mail.ts'
import type { AuthContext } from './context.ts'
import { checkNewPassword } from './password-rules.ts'
import { openSession, type SignedIn } from './sign-in.ts'

export interface Register {
  readonly email: string
  readonly password: string
  readonly tenantName: string
  readonly name?: string | undefined
}

/** How many codes are tried: with half of the 32,768 taken, one registration in 32 would run out of tries. */
const CODE_TRIES = 5

/**
 * A new company and its owner, signed in, and the mail that verifies the owner's address: one commit.
 * @throws PasswordRefused; AppError conflict with the pointer /email for an address
 * that has an account, which costs as much work as a new one
 */
export async function register(ctx: AuthContext, input: Register): Promise<SignedIn> {
  checkNewPassword(input.password, [input.email, input.tenantName, input.name ?? ''])
  const passwordHash = await ctx.passwords.hash(input.password)
  for (let tries = 0; tries < CODE_TRIES; tries++) {
    try {
      return await found(ctx, input, passwordHash)
    } catch (error) {
      if (!(error instanceof TenantCodeTaken)) throw error
    }
  }
  throw new AppError('unavailable', 'No free code was found for the company. Try again.', { retryAfterSeconds: 1 })
}

async function found(ctx: AuthContext, input: Register, passwordHash: string): Promise<SignedIn> {
  const tenant = newTenant(ctx, input.tenantName)
  const user = User.create({
    id: ctx.ids.make('usr'),
    tenantId: tenant.id,
    email: input.email,
    name: input.name ?? null,
    role: 'owner',
    passwordHash,
    now: ctx.clock.now(),
  })
  const { session, tokens } = await openSession(ctx, user)
  const statements = [
    ctx.auth.insertTenant(tenant),
    ctx.auth.insertUser(user),
    ctx.auth.insertSession(session),
    ...tokenMail(ctx, user, 'verify_email'),
    auditAccount(ctx, {
      tenantId: tenant.id,
      actor: user.id,
      action: 'tenant.registered',
      subjectType: 'tenant',
      subjectId: tenant.id,
      changes: { name: tenant.name, code: tenant.code, owner: user.id },
    }),
  ]
  return ctx.commit(statements, { user, tenant, tokens })
}

/** A company on the starter plan, with a code drawn for it and a shard. */
export function newTenant(ctx: AuthContext, name: string): Tenant {
  const id = ctx.ids.make('ten')
  return Tenant.create({
    id,
    name,
    code: TrackingId.newTenantCode(ctx.ids.random(3)),
    shard: shardOf(id, ctx.shardCount),
    now: ctx.clock.now(),
  })
}

/** The shard of a new tenant, evenly over all of them: FNV-1a (32 bits) of its id, modulo the shards. */
export function shardOf(tenantId: string, shardCount: number): number {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(tenantId)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return hash % shardCount
}

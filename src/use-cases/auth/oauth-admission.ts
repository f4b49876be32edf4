import type { OAuthProfile } from '../../domain/auth/oauth.ts'
import { OAuthRefused } from '../../domain/auth/ports.ts'
import { Tenant } from '../../domain/auth/tenant.ts'
import { User } from '../../domain/auth/user.ts'
import type { Statement } from '../../domain/statement.ts'
import { auditAccess } from './audit-access.ts'
import type { OAuthContext } from './oauth-context.ts'
import { newTenant } from './register.ts'

interface Admission {
  readonly user: User
  /** What has to be written for it. */
  readonly statements: readonly Statement[]
}

/**
 * Which user a provider's account signs in. One that is linked is known by issuer and subject, whatever its address is now.
 * Otherwise the address decides, and only when both sides have verified it: an address that was never verified here may have
 * been typed by a stranger, who would keep the password of the account. An invited user, who has none yet, is let in by it. Nobody's address makes a company when one was named.
 * @throws OAuthRefused
 */
export async function admitProfile(
  ctx: OAuthContext,
  profile: OAuthProfile,
  tenantName: string | null,
): Promise<Admission> {
  const linked = await ctx.oauth.findUser(profile.issuer, profile.subject)
  if (linked) return { user: active(linked), statements: [] }
  if (profile.email === null || !profile.emailVerified)
    throw new OAuthRefused('email_not_verified', 'no_verified_email')
  const known = await ctx.auth.findUserByEmail(User.normalizeEmail(profile.email))
  if (known) return link(ctx, profile, known)
  if (tenantName === null) throw new OAuthRefused('no_account', 'unknown_email')
  return found(ctx, profile, profile.email, tenantName)
}

function active({ user, tenant }: { user: User; tenant: Tenant }): User {
  if (user.isActive && Tenant.isActive(tenant)) return user
  throw new OAuthRefused('account_disabled', user.isActive ? 'tenant_suspended' : 'user_inactive')
}

function link(ctx: OAuthContext, profile: OAuthProfile, known: { user: User; tenant: Tenant }): Admission {
  const user = active(known)
  if (user.emailVerifiedAt !== null) return { user, statements: linking(ctx, profile, user) }
  if (user.passwordHash !== null) throw new OAuthRefused('account_not_verified', 'email_not_verified_here')
  return acceptInvitation(ctx, profile, user)
}

/** An invited user has no password that a stranger could know. Signing in shows the address as the mailed link would. */
function acceptInvitation(ctx: OAuthContext, profile: OAuthProfile, invited: User): Admission {
  const now = ctx.clock.now()
  const accepted = auditAccess(ctx, invited.tenantId, {
    actor: invited.id,
    action: 'user.invitation_accepted',
    subjectType: 'user',
    subjectId: invited.id,
    changes: { issuer: profile.issuer },
  })
  const statements = [
    ctx.accounts.verifyEmail(invited, now),
    ctx.accounts.voidTokens(invited, ['accept_invite', 'reset_password', 'verify_email'], now),
    accepted,
    ...linking(ctx, profile, invited),
  ]
  return { user: { ...invited, emailVerifiedAt: now }, statements }
}

function linking(ctx: OAuthContext, profile: OAuthProfile, user: User): readonly Statement[] {
  return [
    ctx.oauth.insertAccount(profile, user, ctx.clock.now()),
    auditAccess(ctx, user.tenantId, {
      actor: user.id,
      action: 'user.oauth_linked',
      subjectType: 'user',
      subjectId: user.id,
      changes: { issuer: profile.issuer },
    }),
  ]
}

function found(ctx: OAuthContext, profile: OAuthProfile, email: string, tenantName: string): Admission {
  const tenant = newTenant(ctx, tenantName)
  const now = ctx.clock.now()
  const made = User.create({
    id: ctx.ids.make('usr'),
    tenantId: tenant.id,
    email,
    name: profile.name,
    role: 'owner',
    passwordHash: null,
    now,
  })
  const user: User = { ...made, emailVerifiedAt: now }
  const audit = auditAccess(ctx, tenant.id, {
    actor: user.id,
    action: 'tenant.registered',
    subjectType: 'tenant',
    subjectId: tenant.id,
    changes: { name: tenant.name, code: tenant.code, owner: user.id, issuer: profile.issuer },
  })
  return {
    user,
    statements: [ctx.auth.insertTenant(tenant), ctx.auth.insertUser(user), ...linking(ctx, profile, user), audit],
  }
}

import { AppError, notFound } from '../../core/errors.ts'
import { ProofUnavailable } from '../../domain/auth/ports.ts'
import { authorize } from '../../domain/auth/role.ts'
import type { Tenant } from '../../domain/auth/tenant.ts'
import { type DomainProof, TenantDomain } from '../../domain/auth/tenant-domain.ts'
import { auditAccess } from '../auth/audit-access.ts'
import type { DirectoryContext } from '../context.ts'

/**
 * Looks for the token at the host name, in DNS and in a file. From then on the name leads to the company. Doing it again
 * changes nothing.
 * @throws DomainError forbidden; AppError not_found, conflict while the token is not to be seen or when another company was
 * first, provider_unavailable when neither place answered
 */
export async function verifyDomain(ctx: DirectoryContext, tenant: Tenant, id: string): Promise<TenantDomain> {
  authorize(ctx.actor, 'tenant:write')
  const claimed = await ctx.domains.find(tenant.id, id)
  if (!claimed) throw notFound('domain')
  if (claimed.verifiedAt !== null) return ctx.commit([], claimed)
  const domain = TenantDomain.verified(claimed, await proofOf(ctx, claimed), ctx.clock.now())
  const audit = auditAccess(ctx, tenant.id, {
    action: 'domain.verified',
    subjectType: 'domain',
    subjectId: domain.id,
    changes: { host: domain.host, by: domain.verifiedBy },
  })
  return ctx.commit([ctx.domains.verify(domain), audit], domain)
}

/** DNS first: the host itself is asked only when DNS does not show it. */
async function proofOf(ctx: DirectoryContext, domain: TenantDomain): Promise<DomainProof> {
  const { token, host } = domain
  const dns = await answerOf(() => ctx.domainProofs.txt(TenantDomain.recordName(domain)))
  if (dns?.some((text) => text.trim() === token)) return 'dns'
  const file = await answerOf(async () => [(await ctx.domainProofs.file(host, TenantDomain.filePath)) ?? ''])
  if (file?.some((text) => text.trim() === token)) return 'file'
  if (dns === null && file === null) {
    throw new AppError('provider_unavailable', 'Neither DNS nor the host answered. Try again in a minute.', {
      retryAfterSeconds: 60,
    })
  }
  throw new AppError(
    'conflict',
    `The token is not to be seen yet. Publish it as a TXT record at ${TenantDomain.recordName(domain)}, or at ` +
      `https://${host}${TenantDomain.filePath}, and try again; DNS can take some minutes.`,
  )
}

/** What was published, or null when nobody answered. */
async function answerOf(ask: () => Promise<readonly string[]>): Promise<readonly string[] | null> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof ProofUnavailable) return null
    throw error
  }
}

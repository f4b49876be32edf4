import { and, desc, eq, isNotNull, lt } from 'drizzle-orm'
import { type DirectoryDatabase, orm, queryOf, type Row, statement } from '../../../core/database.ts'
import { AppError, notFound } from '../../../core/errors.ts'
import type { DomainRepository } from '../../../domain/auth/ports.ts'
import type { TenantDomain } from '../../../domain/auth/tenant-domain.ts'
import { decode } from '../decode.ts'
import { tenantDomains } from '../schema/directory/access.ts'
import { pageOf } from './page.ts'

const toDomain = (row: Row): TenantDomain => Object.freeze(decode(tenantDomains, row))

const named = (tenantId: string, id: string) => and(eq(tenantDomains.tenantId, tenantId), eq(tenantDomains.id, id))

/** Host names in the directory. Each read is one round trip. */
export function createDomainRepository(db: DirectoryDatabase): DomainRepository {
  return {
    async list(tenantId, { limit, after }) {
      const mine = eq(tenantDomains.tenantId, tenantId)
      const rows = await db.all(
        queryOf(
          orm
            .select()
            .from(tenantDomains)
            .where(after === null ? mine : and(mine, lt(tenantDomains.id, after)))
            .orderBy(desc(tenantDomains.id))
            .limit(limit + 1),
        ),
      )
      return pageOf(rows, limit, toDomain)
    },

    async find(tenantId, id) {
      const [row] = await db.all(queryOf(orm.select().from(tenantDomains).where(named(tenantId, id))))
      return row ? toDomain(row) : null
    },

    async findTenantId(host) {
      const [row] = await db.all(
        queryOf(
          orm
            .select({ tenantId: tenantDomains.tenantId })
            .from(tenantDomains)
            .where(and(eq(tenantDomains.host, host), isNotNull(tenantDomains.verifiedAt))),
        ),
      )
      return row ? String(row.tenant_id) : null
    },

    insert: (domain) =>
      statement(orm.insert(tenantDomains).values(domain), {
        unique: { 'tenant_domains.tenant_id, tenant_domains.host': claimedHere },
      }),

    verify: (domain) =>
      statement(
        orm
          .update(tenantDomains)
          .set({ verifiedAt: domain.verifiedAt, verifiedBy: domain.verifiedBy })
          .where(and(named(domain.tenantId, domain.id), eq(tenantDomains.token, domain.token))),
        {
          expects: { rows: 1, otherwise: () => notFound('domain') },
          unique: { 'tenant_domains.host': ownedElsewhere },
        },
      ),

    remove: (domain) =>
      statement(orm.delete(tenantDomains).where(named(domain.tenantId, domain.id)), {
        expects: { rows: 1, otherwise: () => notFound('domain') },
      }),
  }
}

function claimedHere(): AppError {
  return new AppError('conflict', 'Your company has this host name already.', {
    errors: [{ pointer: '/host', message: 'Find it with GET /tenant/domains and verify it there.' }],
  })
}

function ownedElsewhere(): AppError {
  return new AppError('conflict', 'Another company has shown that this host name is theirs. Write to support.')
}

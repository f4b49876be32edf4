import { createRoute, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { ApiVersion } from '../../core/versioning.ts'
import { HostName } from '../../domain/auth/host-name.ts'
import { TenantDomain } from '../../domain/auth/tenant-domain.ts'
import { claimDomain } from '../../use-cases/domains/claim-domain.ts'
import { listDomains } from '../../use-cases/domains/list-domains.ts'
import { removeDomain } from '../../use-cases/domains/remove-domain.ts'
import { verifyDomain } from '../../use-cases/domains/verify-domain.ts'
import { pageQuery, pageRequest } from '../cursor.ts'
import { idParams, timeOrNull, timeText } from '../fields.ts'
import { answer, body, createRoutes, json, pick } from '../http.ts'
import { listDto } from '../lists.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { directoryOf } from '../middleware/directory-of.ts'
import { act } from '../middleware/idempotency.ts'
import type { AppEnv } from '../scope.ts'
import { unprocessableHost } from './unprocessable-host.ts'

const NewDomainSchema = z
  .strictObject({ host: z.string().trim().min(1).max(260).openapi({ example: 'track.bluesky-couriers.com' }) })
  .openapi('NewDomain')

const DomainSchema = z
  .object({
    id: z.string().openapi({ example: 'dom_01jd0000000000000000000000' }),
    host: z.string(),
    status: z.enum(['pending', 'verified']),
    verification: z.object({
      token: z.string(),
      txt_record: z.string().openapi({ example: '_aircourier.track.bluesky-couriers.com' }),
      file_path: z.string().openapi({ example: '/.well-known/aircourier.txt' }),
    }),
    verified_by: z.enum(['dns', 'file']).nullable(),
    verified_at: z.string().nullable(),
    created_at: z.string(),
  })
  .openapi('Domain')

function presentDomain(domain: TenantDomain): z.output<typeof DomainSchema> {
  return {
    id: domain.id,
    host: domain.host,
    status: domain.verifiedAt === null ? 'pending' : 'verified',
    verification: {
      token: domain.token,
      txt_record: TenantDomain.recordName(domain),
      file_path: TenantDomain.filePath,
    },
    verified_by: domain.verifiedBy,
    verified_at: timeOrNull(domain.verifiedAt),
    created_at: timeText(domain.createdAt),
  }
}

function hostOf(c: Context<AppEnv>, text: string): string {
  const host = HostName.parse(text, { loopback: c.get('scope').environment === 'development' })
  if (host === null) throw unprocessableHost()
  return host
}

/** `/tenant/domains` in one version: host names of a company's own. */
export function domainsRoutes(version: ApiVersion) {
  const routes = createRoutes()
  const list = listDto(version)
  const shared = { tags: ['Domains'], security: [{ bearer: [] }], middleware: [authenticated] }
  const params = idParams('dom')

  routes.openapi(
    createRoute({
      ...shared,
      method: 'get',
      path: '/',
      summary: 'List host names, newest first',
      request: { query: z.strictObject(pageQuery) },
      responses: { 200: json(list.schema(DomainSchema), 'A page'), ...pick(400, 401, 403, 422, 429) },
    }),
    async (c) => {
      const page = pageRequest(c.req.valid('query'), 'dom')
      const domains = await listDomains(directoryOf(c), c.get('principal').tenant, page)
      return answer(c, 200, list.present(domains, presentDomain))
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'post',
      path: '/',
      summary: 'Claim a host name',
      description:
        'It counts once it is verified: publish the token as the TXT record or the file that the answer names.',
      request: body(NewDomainSchema),
      responses: { 201: json(DomainSchema, 'The claim'), ...pick(400, 401, 403, 409, 415, 422, 429) },
    }),
    (c) => {
      const host = hostOf(c, c.req.valid('json').host)
      return act(c, 201, presentDomain, () => claimDomain(directoryOf(c), c.get('principal').tenant, host))
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'post',
      path: '/{id}/verify',
      summary: 'Look for the token; from then on the host name leads to the company',
      request: { params },
      responses: { 200: json(DomainSchema, 'Verified'), ...pick(401, 403, 404, 409, 429, 503) },
    }),
    (c) => {
      const { id } = c.req.valid('param')
      return act(c, 200, presentDomain, () => verifyDomain(directoryOf(c), c.get('principal').tenant, id))
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'delete',
      path: '/{id}',
      summary: 'Give a host name up',
      request: { params },
      responses: { 200: json(DomainSchema, 'The host name that was'), ...pick(401, 403, 404, 429) },
    }),
    async (c) => {
      const domain = await removeDomain(directoryOf(c), c.get('principal').tenant, c.req.valid('param').id)
      return answer(c, 200, presentDomain(domain))
    },
  )
  return routes
}

import { createRoute, z } from '@hono/zod-openapi'
import type { ApiVersion } from '../../core/versioning.ts'
import { getProof, listProofs, type ShownProof } from '../../use-cases/shipments/get-proof.ts'
import { proofDto } from '../courier/presenters.ts'
import { idParams, timeText } from '../fields.ts'
import { answer, createRoutes, json, pick } from '../http.ts'
import { authenticated } from '../middleware/authenticate.ts'

const links = {
  signature_url: z.string().nullable().openapi({ description: 'Good until links_expire_at, for whoever has it' }),
  photo_url: z.string().nullable(),
  links_expire_at: z.string(),
}

/** `/shipments/{id}/proof` and what was brought back before it. */
export function shipmentProofRoutes(version: ApiVersion) {
  const routes = createRoutes()
  const dto = proofDto(version)
  const schema = dto.schema.extend(links)
  const shared = {
    method: 'get' as const,
    tags: ['Courier'],
    security: [{ bearer: [] }],
    middleware: [authenticated],
    request: { params: idParams('shp') },
  }
  const present = ({ proof, ...shown }: ShownProof) => ({
    ...dto.present(proof),
    signature_url: shown.signatureUrl,
    photo_url: shown.photoUrl,
    links_expire_at: timeText(shown.linksExpireAt),
  })

  routes.openapi(
    createRoute({
      ...shared,
      path: '/{id}/proof',
      summary: 'The proof of delivery, with links to its pictures',
      responses: { 200: json(schema, 'The proof'), ...pick(401, 403, 404, 429) },
    }),
    async (c) => answer(c, 200, present(await getProof(c.get('context'), c.req.valid('param').id))),
  )

  routes.openapi(
    createRoute({
      ...shared,
      path: '/{id}/attempts',
      summary: 'The attempts to deliver that failed, oldest first',
      responses: { 200: json(z.object({ data: z.array(schema) }), 'All attempts'), ...pick(401, 403, 404, 429) },
    }),
    async (c) => {
      const proofs = await listProofs(c.get('context'), c.req.valid('param').id)
      return answer(c, 200, { data: proofs.filter(({ proof }) => proof.kind === 'attempt').map(present) })
    },
  )

  return routes
}

import { createRoute, z } from '@hono/zod-openapi'
import type { ApiVersion } from '../../core/versioning.ts'
import { CHANNELS } from '../../domain/notifications/delivery.ts'
import { isBroken, SUPPRESSION_REASONS, type Suppression } from '../../domain/notifications/suppression.ts'
import { liftSuppression } from '../../use-cases/notifications/lift-suppression.ts'
import { listSuppressions } from '../../use-cases/notifications/list-suppressions.ts'
import { MessageSchema } from '../auth/schemas.ts'
import { pageQuery, searchPageRequest } from '../cursor.ts'
import { timeText, withoutAbsent } from '../fields.ts'
import { answer, createRoutes, json, pick } from '../http.ts'
import { listDto } from '../lists.ts'
import { authenticated } from '../middleware/authenticate.ts'

/** A number in a query loses its `+`, which means a blank there, and may be spelt with blanks, brackets and dashes. */
const PHONE = /^[+\s]*\d[\d\s().-]*$/

const address = z
  .string()
  .min(1, 'A mail address or a phone number.')
  .max(320, 'At most 320 characters.')
  .transform((text) => (PHONE.test(text) ? `+${text.replace(/\D/g, '')}` : text.trim()))
  .openapi({
    type: 'string',
    description: 'A mail address, in any case, or an E.164 number',
    example: 'ana@example.com',
  })

const SuppressionSchema = z
  .object({
    channel: z.enum(CHANNELS),
    address: z.string().openapi({ description: 'In lower case' }),
    reason: z.enum(SUPPRESSION_REASONS),
    liftable: z
      .boolean()
      .openapi({ description: 'Whether staff may lift it: it bounced or is none. What a person said stands.' }),
    created_at: z.string(),
  })
  .openapi('Suppression')

const present = (suppression: Suppression): z.output<typeof SuppressionSchema> => ({
  channel: suppression.channel,
  address: suppression.address,
  reason: suppression.reason,
  liftable: isBroken(suppression.reason),
  created_at: timeText(suppression.createdAt),
})

const SuppressionQuery = z.strictObject({
  ...pageQuery,
  channel: z.enum(CHANNELS).optional(),
  address: address.optional(),
})

/** `/notifications/suppressions` in one version. An address stands in the query and in no path: paths are logged. */
export function suppressionRoutes(version: ApiVersion) {
  const routes = createRoutes()
  const list = listDto(version)
  const shared = { tags: ['Notifications'], security: [{ bearer: [] }], middleware: [authenticated] }

  routes.openapi(
    createRoute({
      ...shared,
      method: 'get',
      path: '/',
      summary: 'Addresses that are written to no more, and why',
      description:
        'By channel, then by address. A STOP by WhatsApp is kept with the number that it was written to, for everybody who sends from there, and is not among these.',
      request: { query: SuppressionQuery },
      responses: { 200: json(list.schema(SuppressionSchema), 'A page'), ...pick(400, 401, 403, 422, 429) },
    }),
    async (c) => {
      const { channel, address: wanted, ...page } = c.req.valid('query')
      const filter = withoutAbsent({ channel, address: wanted })
      const found = await listSuppressions(c.get('context'), filter, searchPageRequest(page))
      return answer(c, 200, list.present(found, present))
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'delete',
      path: '/',
      summary: 'Have an address that did not work written to again',
      description:
        'For one that bounced or was invalid. A complaint, a STOP and an unsubscription are a person’s own word: 409 says who may take it back. Messages that were suppressed meanwhile are not sent.',
      request: { query: z.strictObject({ channel: z.enum(CHANNELS), address }) },
      responses: { 200: json(MessageSchema, 'Lifted'), ...pick(400, 401, 403, 404, 409, 422, 429) },
    }),
    async (c) => {
      await liftSuppression(c.get('context'), c.req.valid('query'))
      return answer(c, 200, { message: 'The address is written to again from the next message on.' })
    },
  )
  return routes
}

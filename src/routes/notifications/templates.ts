import { createRoute, z } from '@hono/zod-openapi'
import { AppError } from '../../core/errors.ts'
import type { ApiVersion } from '../../core/versioning.ts'
import { LOCALES } from '../../domain/auth/tenant.ts'
import { CHANNELS, type Channel } from '../../domain/notifications/delivery.ts'
import { TOLD_EVENTS } from '../../domain/notifications/preferences.ts'
import {
  MOST_PARAMETERS,
  PLACEHOLDERS,
  TEMPLATE_LIMITS,
  type TemplateContent,
} from '../../domain/notifications/templates.ts'
import { getTemplate, listTemplates, type ShownTemplate } from '../../use-cases/notifications/get-template.ts'
import { removeTemplate } from '../../use-cases/notifications/remove-template.ts'
import { saveTemplate } from '../../use-cases/notifications/save-template.ts'
import { line, paragraph, timeOrNull } from '../fields.ts'
import { answer, body, createRoutes, fieldProblems, json, pick } from '../http.ts'
import { listDto } from '../lists.ts'
import { authenticated } from '../middleware/authenticate.ts'

const text = (max: number) => paragraph(max).pipe(z.string().min(1, 'This cannot be empty.'))

/** What each channel's template is made of. */
const CONTENT = {
  email: z.strictObject({ subject: line(TEMPLATE_LIMITS.subject), text: text(TEMPLATE_LIMITS.text) }),
  push: z.strictObject({ title: line(TEMPLATE_LIMITS.title), body: text(TEMPLATE_LIMITS.body) }),
  whatsapp: z.strictObject({
    name: z
      .string()
      .max(TEMPLATE_LIMITS.name)
      .regex(/^[a-z0-9_]+$/, 'The name of an approved template: small letters, digits and _.'),
    language: z.string().regex(/^[a-z]{2,3}(_[A-Z]{2})?$/, 'The template’s language, such as en or pt_BR.'),
    parameters: z.array(line(TEMPLATE_LIMITS.parameter)).max(MOST_PARAMETERS, `At most ${MOST_PARAMETERS} parameters.`),
  }),
} as const satisfies Readonly<Record<Channel, z.ZodType>>

const params = z.object({
  event: z.enum(TOLD_EVENTS).openapi({ param: { name: 'event', in: 'path' } }),
  channel: z.enum(CHANNELS).openapi({ param: { name: 'channel', in: 'path' } }),
  locale: z.enum(LOCALES).openapi({ param: { name: 'locale', in: 'path' } }),
})

/** Read by the channel's own schema in the handler: which fields there are is the path's to say. */
const SaveTemplateSchema = z
  .looseObject({
    subject: z.unknown().optional().openapi({ type: 'string', description: 'email' }),
    text: z.unknown().optional().openapi({ type: 'string', description: 'email; an empty line parts paragraphs' }),
    title: z.unknown().optional().openapi({ type: 'string', description: 'push' }),
    body: z.unknown().optional().openapi({ type: 'string', description: 'push' }),
    name: z.unknown().optional().openapi({ type: 'string', description: 'whatsapp: of an approved template' }),
    language: z.unknown().optional().openapi({ type: 'string', description: 'whatsapp' }),
    parameters: z
      .unknown()
      .optional()
      .openapi({ type: 'array', items: { type: 'string' }, description: 'whatsapp: of its body, in their order' }),
  })
  .openapi('SaveNotificationTemplate')

const TemplateSchema = z
  .object({
    event: z.string(),
    channel: z.enum(CHANNELS),
    locale: z.enum(LOCALES),
    is_own: z.boolean(),
    subject: z.string().optional(),
    text: z.string().optional(),
    title: z.string().optional(),
    body: z.string().optional(),
    name: z.string().optional(),
    language: z.string().optional(),
    parameters: z.array(z.string()).optional(),
    updated_at: z.string().nullable(),
  })
  .openapi('NotificationTemplate')

function presentTemplate({ event, channel, locale, content, updatedAt }: ShownTemplate) {
  const { channel: _channel, ...words } = content
  return { event, channel, locale, is_own: updatedAt !== null, ...words, updated_at: timeOrNull(updatedAt) }
}

/** Throws `unprocessable`. */
function contentOf(channel: Channel, given: unknown): TemplateContent {
  const result = CONTENT[channel].safeParse(given)
  if (!result.success) {
    throw new AppError('unprocessable', 'Some fields are not right; see errors.', {
      errors: fieldProblems('json', result.error.issues),
    })
  }
  // The schema of the channel says what the words are, which a look-up by channel cannot tell the compiler.
  return { channel, ...result.data } as TemplateContent
}

const known = PLACEHOLDERS.map((name) => `\`{${name}}\``).join(', ')

/** `/notifications/templates` in one version. */
export function templateRoutes(version: ApiVersion) {
  const routes = createRoutes()
  const list = listDto(version)
  const shared = { tags: ['Notifications'], security: [{ bearer: [] }], middleware: [authenticated] }
  const path = '/{event}/{channel}/{locale}'
  const template = json(TemplateSchema, 'The template')

  routes.openapi(
    createRoute({
      ...shared,
      method: 'get',
      path: '/',
      summary: 'The company’s own templates',
      responses: { 200: json(list.schema(TemplateSchema), 'All of them on one page'), ...pick(401, 403, 429) },
    }),
    async (c) =>
      answer(c, 200, list.present({ items: await listTemplates(c.get('context')), next: null }, presentTemplate)),
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'get',
      path,
      summary: 'The words in use: the company’s own, else the built-in ones',
      request: { params },
      responses: { 200: template, ...pick(401, 403, 422, 429) },
    }),
    async (c) => answer(c, 200, presentTemplate(await getTemplate(c.get('context'), c.req.valid('param')))),
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'put',
      path,
      summary: 'Use the company’s own words',
      description: `email takes subject and text, push title and body, whatsapp name, language and parameters. They may hold ${known}.`,
      request: { params, ...body(SaveTemplateSchema) },
      responses: { 200: template, ...pick(400, 401, 403, 413, 415, 422, 429) },
    }),
    async (c) => {
      const key = c.req.valid('param')
      const content = contentOf(key.channel, c.req.valid('json'))
      return answer(c, 200, presentTemplate(await saveTemplate(c.get('context'), key, content)))
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'delete',
      path,
      summary: 'Use the built-in words again',
      request: { params },
      responses: { 200: template, ...pick(401, 403, 404, 422, 429) },
    }),
    async (c) => {
      const key = c.req.valid('param')
      await removeTemplate(c.get('context'), key)
      return answer(c, 200, presentTemplate(await getTemplate(c.get('context'), key)))
    },
  )
  return routes
}

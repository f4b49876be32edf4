import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { AppError } from '../../core/errors.ts'
import { ON_ERROR } from '../../domain/shipments/import.ts'
import type { StartImport } from '../../use-cases/imports/start-import.ts'
import type { AppEnv } from '../scope.ts'

const CSV = /^text\/csv\b/i
const FORM = /^multipart\/form-data\b/i

const dryRun = z.enum(['true', 'false'], 'true or false.').openapi({
  description: 'Only looks at the rows: nothing is made',
})
const onError = z.enum(ON_ERROR).openapi({
  description: 'abort: one bad row keeps all out. skip: the good ones go in',
})

export const ImportQuery = z.strictObject({ dry_run: dryRun.default('false'), on_error: onError.default('abort') })

/** What stands in the form goes before what stands in the query. */
export const ImportForm = z.strictObject({
  dry_run: dryRun.optional(),
  on_error: onError.optional(),
  file: z
    .custom<File>((value) => value instanceof File, 'Send the CSV file as the form’s field "file".')
    .openapi({ type: 'string', format: 'binary', description: 'CSV, up to 5,000 rows and 10 MiB' }),
})

/** CSV or a form; a form that is cut off is said to be just that. */
export const csvOrForm = createMiddleware<AppEnv>(async (c, next) => {
  const type = c.req.header('content-type') ?? ''
  if (FORM.test(type)) {
    const body = new Response(await c.req.arrayBuffer(), { headers: { 'content-type': type } })
    // Where the validator of forms looks first, so that the body is not parsed again.
    c.req.bodyCache.formData = await body.formData().catch(() => {
      throw new AppError('malformed_request', 'The form cannot be read: it is cut off, or its boundary is missing.')
    })
  } else if (!CSV.test(type)) {
    throw new AppError(
      'unsupported_media_type',
      'Send the file as CSV (text/csv), or as the field "file" of a form (multipart/form-data).',
    )
  }
  await next()
})

/** The file, and what to do with it. `form` is what the validator of forms gave; nothing of it counts for a CSV body. */
export async function uploadOf(
  c: Context<AppEnv>,
  query: z.output<typeof ImportQuery>,
  form: z.output<typeof ImportForm> | string,
): Promise<StartImport> {
  const sent = FORM.test(c.req.header('content-type') ?? '') && typeof form !== 'string' ? form : null
  return {
    bytes: new Uint8Array(await (sent?.file.arrayBuffer() ?? c.req.arrayBuffer())),
    fileName: sent?.file.name.replace(/\p{Cc}/gu, '').slice(0, 200) || null,
    dryRun: (sent?.dry_run ?? query.dry_run) === 'true',
    onError: sent?.on_error ?? query.on_error,
  }
}

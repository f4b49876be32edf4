import { createMiddleware } from 'hono/factory'
import { AppError } from '../../core/errors.ts'
import type { AppEnv } from '../scope.ts'

const JSON_TYPE = /^application\/([a-z0-9.+-]+\+)?json\b/i

/** A body that does not say it is JSON is a 415 before anything reads it; so is one that must be there and says nothing. */
export const requireJson = createMiddleware<AppEnv>(async (c, next) => {
  const hasBody = c.req.header('content-length') ? c.req.header('content-length') !== '0' : c.req.raw.body !== null
  if (hasBody && !JSON_TYPE.test(c.req.header('content-type') ?? '')) {
    throw new AppError('unsupported_media_type', 'Send the body as JSON, with "Content-Type: application/json".')
  }
  await next()
})

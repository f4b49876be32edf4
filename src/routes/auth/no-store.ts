import { createMiddleware } from 'hono/factory'
import type { AppEnv } from '../scope.ts'

/** Answers with tokens are kept by nobody (RFC 6749 section 5.1). */
export const noStore = createMiddleware<AppEnv>(async (c, next) => {
  await next()
  c.header('cache-control', 'no-store')
})

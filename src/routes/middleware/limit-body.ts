import { bodyLimit } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import { AppError } from '../../core/errors.ts'
import type { AppEnv } from '../scope.ts'

const MEBIBYTE = 1024 * 1024

const atMost = (mebibytes: number) =>
  bodyLimit({
    maxSize: mebibytes * MEBIBYTE,
    onError: () => {
      throw new AppError('payload_too_large', `The body is larger than ${mebibytes} MiB.`)
    },
  })

/** The routes that take pictures and files. */
const UPLOADS = /^\/api\/v\d+\/(courier\/(deliver|attempts)\/[^/]+|shipments\/import)$/
const files = atMost(10)
const others = atMost(1)

/** Holds bodies to 1 MiB, and to 10 MiB where pictures or files come with them, before anything parses them. */
export const limitBody = createMiddleware<AppEnv>((c, next) => (UPLOADS.test(c.req.path) ? files : others)(c, next))

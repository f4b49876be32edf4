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
/** A provider may put many reports into one callback. */
const CALLBACKS = /^\/api\/v\d+\/notifications\/webhook\/whatsapp$/
const callbacks = atMost(4)
const others = atMost(1)

function limitOf(path: string) {
  if (UPLOADS.test(path)) return files
  return CALLBACKS.test(path) ? callbacks : others
}

/** Holds bodies to 1 MiB, to 4 where a provider calls back, and to 10 where pictures or files come with them, before anything parses them. */
export const limitBody = createMiddleware<AppEnv>((c, next) => limitOf(c.req.path)(c, next))

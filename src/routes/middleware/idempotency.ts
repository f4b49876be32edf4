import { Buffer } from 'node:buffer'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { AppError, IdempotencyKeyUsed } from '../../core/errors.ts'
import { sha256Hex } from '../../core/security/signatures.ts'
import { DomainError } from '../../domain/errors.ts'
import { answer } from '../http.ts'
import type { AppEnv, IdempotentRequest } from '../scope.ts'

const KEY = /^[\x20-\x7e]{1,255}$/

/** The Idempotency-Key of a POST, to be stored in the commit of whatever the POST does. */
export async function idempotentRequest(c: Context<AppEnv>, principal: string): Promise<IdempotentRequest | undefined> {
  const key = c.req.header('idempotency-key')
  if (key === undefined || c.req.method !== 'POST') return undefined
  if (!KEY.test(key)) {
    throw new AppError('malformed_request', 'Idempotency-Key takes 1 to 255 printable ASCII characters.')
  }
  return { key, principal, requestHash: await requestHash(c), answer: null }
}

/** What makes two requests the same: method, path, query and the body's bytes. A form's boundary is made anew for each try, and left out. */
async function requestHash(c: Context<AppEnv>): Promise<string> {
  const { search } = new URL(c.req.url)
  const bytes = Buffer.from(await c.req.arrayBuffer())
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)/i.exec(c.req.header('content-type') ?? '')?.[1]
  const body = boundary === undefined ? bytes : Buffer.from(bytes.toString('latin1').replaceAll(boundary, ''), 'latin1')
  return sha256Hex(Buffer.concat([Buffer.from(`${c.req.method} ${c.req.path}${search}\n`), body]))
}

/**
 * Runs a use case and answers with what it gives, presented. Under an Idempotency-Key the answer is stored with the change;
 * when the key was used before, or the same request is refused now because it was carried out then, the first answer is given
 * again, byte for byte. With `secret` the stored answer is encrypted. Throws `idempotency_conflict` when the key came with another request.
 */
export async function act<R>(
  c: Context<AppEnv>,
  status: ContentfulStatusCode,
  present: (result: R) => object,
  run: () => Promise<R>,
  { secret = false } = {},
): Promise<never> {
  const idempotent = c.get('idempotent')
  if (!idempotent) return answer(c, status, present(await run()))
  idempotent.answer = { status, present: (result) => JSON.stringify(present(result as R)), secret }
  try {
    return answer(c, status, present(await run()))
  } catch (error) {
    const refused = error instanceof DomainError || error instanceof AppError
    if (!refused && !(error instanceof IdempotencyKeyUsed)) throw error
    const first = await c.get('scope').storedAnswer(c.get('principal').tenant, idempotent)
    if (!first) throw error
    if (first.requestHash !== idempotent.requestHash) {
      throw new AppError('idempotency_conflict', 'This Idempotency-Key was used for another request. Make a new key.')
    }
    c.header('idempotency-replayed', 'true')
    return c.body(first.body, first.status as ContentfulStatusCode, { 'content-type': 'application/json' }) as never
  }
}

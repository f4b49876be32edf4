import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { AppError } from '../core/errors.ts'
import type { ExpectedVersion } from '../use-cases/expected-version.ts'
import { answer } from './http.ts'
import type { AppEnv } from './scope.ts'

/** Conditional requests (RFC 9110, section 13). A thing's version is its entity tag: it changes with whatever changes of the thing. */

const NEXT_TAG = /[ \t]*(?:W\/)?"([\x21\x23-\x7e\x80-\xff]*)"[ \t]*(?:,|$)/y

/** The versions that a header names; `any` for `*`; null when it is no list of entity tags. Tags that cannot be ours are left out. */
function versionsOf(header: string): ExpectedVersion | null {
  if (header.trim() === '*') return 'any'
  const versions: number[] = []
  for (NEXT_TAG.lastIndex = 0; NEXT_TAG.lastIndex < header.length; ) {
    const tag = NEXT_TAG.exec(header)?.[1]
    if (tag === undefined) return null
    if (/^[1-9]\d{0,14}$/.test(tag)) versions.push(Number(tag))
  }
  return header === '' ? null : versions
}

function headerVersions(c: Context<AppEnv>, name: 'If-Match' | 'If-None-Match'): ExpectedVersion | undefined {
  const header = c.req.header(name)
  if (header === undefined) return undefined
  const versions = versionsOf(header)
  if (versions !== null) return versions
  throw new AppError('malformed_request', `${name} takes * or the ETag as it came, with its quotes: "3".`)
}

/**
 * What If-Match says of the version that the caller saw. A weak tag counts like a strong one: what compresses an answer on its way
 * makes its tag weak, and a version is the same or it is not. Throws `malformed_request`.
 */
export const expectedVersion = (c: Context<AppEnv>): ExpectedVersion | undefined => headerVersions(c, 'If-Match')

/** Names the version that an answer shows. */
export function tag(c: Context<AppEnv>, shown: { readonly version: number }): void {
  c.header('etag', `"${shown.version}"`)
}

/** Answers a GET: 304 when If-None-Match names the version that would be shown, or is `*`. Throws `malformed_request`. */
export function answerTagged(c: Context<AppEnv>, shown: { readonly version: number }, content: object): never {
  const known = headerVersions(c, 'If-None-Match')
  tag(c, shown)
  if (known === 'any' || known?.includes(shown.version)) return c.body(null, 304) as never
  return answer(c, 200, content)
}

const header = (name: string, description: string) =>
  z.object({ [name]: z.string().optional().openapi({ description, example: '"3"' }) })

/** For the `request` of a route that takes If-Match. */
export const ifMatch = {
  headers: header('if-match', 'The ETag of the version that this is based on. Another version by now: 412'),
}
/** For the `request` of a route that takes If-None-Match. */
export const ifNoneMatch = {
  headers: header('if-none-match', 'The ETag of the version that is known already. Still that one: 304'),
}
export const notModified = { 304: { description: 'Not changed since the version that If-None-Match names' } } as const

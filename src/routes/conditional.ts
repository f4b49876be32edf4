import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { AppError } from '../core/errors.ts'
import type { ExpectedVersion } from '../use-cases/expected-version.ts'
import { answer } from './http.ts'
import type { AppEnv } from './scope.ts'

/** Conditional requests (RFC 9110, section 13). A thing's version is its entity tag: it changes with whatever changes of the thing. */

const NEXT_TAG = /[ \t]*(?:W\/)?"([\x21\x23-\x7e\x80-\xff]*)"[ \t]*(?:,|$)/y

/** A tag of ours, and the version that it begins with. */
interface Tag {
  readonly version: number
  readonly tag: string
}

/** The versions that a header names; `any` for `*`; null when it is no list of entity tags. Tags that cannot be ours are left out. */
function tagsOf(header: string): 'any' | readonly Tag[] | null {
  if (header.trim() === '*') return 'any'
  const tags: Tag[] = []
  for (NEXT_TAG.lastIndex = 0; NEXT_TAG.lastIndex < header.length; ) {
    const tag = NEXT_TAG.exec(header)?.[1]
    if (tag === undefined) return null
    const version = /^([1-9]\d{0,14})(?:\.\d{1,16}){0,2}$/.exec(tag)?.[1]
    if (version !== undefined) tags.push({ version: Number(version), tag })
  }
  return header === '' ? null : tags
}

function headerTags(c: Context<AppEnv>, name: 'If-Match' | 'If-None-Match'): 'any' | readonly Tag[] | undefined {
  const header = c.req.header(name)
  if (header === undefined) return undefined
  const tags = tagsOf(header)
  if (tags !== null) return tags
  throw new AppError('malformed_request', `${name} takes * or the ETag as it came, with its quotes: "3".`)
}

/**
 * What If-Match says of the version that the caller saw. A weak tag counts like a strong one: what compresses an answer on its way
 * makes its tag weak, and a version is the same or it is not. What a tag says beside the version is not of the thing that is edited. Throws
 * `malformed_request`.
 */
export function expectedVersion(c: Context<AppEnv>): ExpectedVersion | undefined {
  const tags = headerTags(c, 'If-Match')
  return tags === undefined || tags === 'any' ? tags : tags.map(({ version }) => version)
}

/** Names the version that an answer shows. */
export function tag(c: Context<AppEnv>, shown: { readonly version: number }): void {
  c.header('etag', `"${shown.version}"`)
}

/**
 * Answers a GET: 304 when If-None-Match names what would be shown, or is `*`. Throws `malformed_request`.
 * @param beside what the answer shows that is not of the thing and changes without its version, as up to two whole numbers: part of the tag
 */
export function answerTagged(
  c: Context<AppEnv>,
  shown: { readonly version: number },
  content: object,
  beside: readonly number[] = [],
): never {
  const known = headerTags(c, 'If-None-Match')
  const shownTag = [shown.version, ...beside].join('.')
  c.header('etag', `"${shownTag}"`)
  if (known === 'any' || known?.some((each) => each.tag === shownTag)) return c.body(null, 304) as never
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

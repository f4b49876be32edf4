import { z } from '@hono/zod-openapi'
import { AppError } from '../core/errors.ts'
import { type IdPrefix, isId } from '../core/ids.ts'
import type { PageRequest } from '../domain/page.ts'

/** The paging part of a list's query. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(100).default(20).openapi({ description: 'Items a page, 1 to 100' }),
  cursor: z.string().max(1_000).optional().openapi({ description: 'next_cursor of the page before' }),
}

/** An opaque cursor for where the next page starts. */
export function encodeCursor(next: string): string {
  const bytes = new TextEncoder().encode(`1:${next}`)
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')
}

/** What `encodeCursor` was given; empty for what is no cursor. */
function decodeCursor(cursor: string): string {
  try {
    const bytes = Uint8Array.from(atob(cursor.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0))
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return text.startsWith('1:') ? text.slice(2) : ''
  } catch {
    return ''
  }
}

/** A cursor of a search holds the last row's key instead of its id; the repository knows its own. */
export function searchPageRequest(query: { limit: number; cursor?: string | undefined }): PageRequest {
  return { limit: query.limit, after: query.cursor === undefined ? null : decodeCursor(query.cursor) }
}

/** Throws `malformed_request` for what is no cursor of a list of this kind. */
export function pageRequest(query: { limit: number; cursor?: string | undefined }, prefix: IdPrefix): PageRequest {
  if (query.cursor === undefined) return { limit: query.limit, after: null }
  const id = decodeCursor(query.cursor)
  if (!isId(prefix, id)) {
    throw new AppError('malformed_request', 'The cursor is not one of this list. Start again without it.')
  }
  return { limit: query.limit, after: id }
}

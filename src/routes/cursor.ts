import { z } from '@hono/zod-openapi'
import { AppError } from '../core/errors.ts'
import { type IdPrefix, isId } from '../core/ids.ts'
import type { PageRequest } from '../domain/page.ts'

/** The paging part of a list's query. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(100).default(20).openapi({ description: 'Items a page, 1 to 100' }),
  cursor: z.string().max(200).optional().openapi({ description: 'next_cursor of the page before' }),
}

/** An opaque cursor for the id after which the next page starts. */
export function encodeCursor(id: string): string {
  return btoa(`1:${id}`).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

/** Throws `malformed_request` for what is no cursor of a list of this kind. */
export function pageRequest(query: { limit: number; cursor?: string | undefined }, prefix: IdPrefix): PageRequest {
  if (query.cursor === undefined) return { limit: query.limit, after: null }
  let text = ''
  try {
    text = atob(query.cursor.replaceAll('-', '+').replaceAll('_', '/'))
  } catch {
    text = ''
  }
  const id = text.startsWith('1:') ? text.slice(2) : ''
  if (!isId(prefix, id)) {
    throw new AppError('malformed_request', 'The cursor is not one of this list. Start again without it.')
  }
  return { limit: query.limit, after: id }
}

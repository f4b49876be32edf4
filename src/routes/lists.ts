import { z } from '@hono/zod-openapi'
import { dtoFactory } from '../core/versioning.ts'
import type { Page } from '../domain/page.ts'
import { encodeCursor } from './cursor.ts'

/** How a list leaves, by version: v1 `{data, has_more, next_cursor}`, v2 `{items, page: {next, has_more}}`. */
export const listDto = dtoFactory({
  v1: {
    schema: <T extends z.ZodType>(item: T) =>
      z.object({ data: z.array(item), has_more: z.boolean(), next_cursor: z.string().nullable() }),
    present: <T>(page: Page<T>, item: (item: T) => object) => ({
      data: page.items.map(item),
      has_more: page.next !== null,
      next_cursor: page.next === null ? null : encodeCursor(page.next),
    }),
  },
  v2: {
    schema: <T extends z.ZodType>(item: T) =>
      z.object({ items: z.array(item), page: z.object({ next: z.string().nullable(), has_more: z.boolean() }) }),
    present: <T>(page: Page<T>, item: (item: T) => object) => ({
      items: page.items.map(item),
      page: { next: page.next === null ? null : encodeCursor(page.next), has_more: page.next !== null },
    }),
  },
})

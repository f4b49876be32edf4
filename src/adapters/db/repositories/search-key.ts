import { AppError } from '../../../core/errors.ts'

/** Where the next page of a search starts: behind a row that a reference found, or behind one that a name found. */
export type SearchKey =
  | { readonly by: 'reference'; readonly id: string }
  | { readonly by: 'name'; readonly id: string; readonly text: string }

export const referenceKey = (id: string): string => `r|${id}`
export const nameKey = (text: string, id: string): string => `n|${id}|${text}`

/** Throws `malformed_request` for what is no key of a search for this prefix. */
export function parseSearchKey(key: string, prefix: string): SearchKey {
  const [, by, id = '', text] = /^([rn])\|([a-z0-9_~]{1,40})(?:\|(.+))?$/su.exec(key) ?? []
  if (by === 'r' && text === undefined) return { by: 'reference', id }
  if (by === 'n' && text?.startsWith(prefix)) return { by: 'name', id, text }
  throw new AppError('malformed_request', 'The cursor is not one of this list. Start again without it.')
}

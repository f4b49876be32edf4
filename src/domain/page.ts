/** One page of a list that is kept in order of its ids, newest first. */
export interface Page<T> {
  readonly items: readonly T[]
  /** Where the next page starts: the last item's id, or the key of a search; null on the last page. */
  readonly next: string | null
}

export interface PageRequest {
  readonly limit: number
  /** `next` of the page before: only what comes behind it. */
  readonly after: string | null
}

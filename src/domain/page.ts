/** One page of a list that is kept in order of its ids, newest first. */
export interface Page<T> {
  readonly items: readonly T[]
  /** The id after which the next page starts; null on the last one. */
  readonly next: string | null
}

export interface PageRequest {
  readonly limit: number
  /** Only what is older than this id. */
  readonly after: string | null
}

import { DomainError } from './errors.ts'

/** For each state, the states it may become. A state that leads nowhere is an end. */
export type StateTable<S extends string> = Readonly<Record<S, readonly S[]>>

/** Throws `invalid_transition` with the allowed states listed when the table has no way from `from` to `to`. */
export function assertMove<S extends string>(table: StateTable<S>, what: string, from: S, to: S): void {
  const allowed = table[from]
  if (allowed.includes(to)) return
  const way = allowed.length > 0 ? `It may become: ${allowed.join(', ')}.` : 'That is the end of its way.'
  throw new DomainError('invalid_transition', `The ${what} is ${from} and cannot become ${to}. ${way}`, { allowed })
}

/** What an entity needs from outside to stamp what it makes: the time (ms since 1970, UTC) and fresh ids. */
export interface Stamp {
  readonly now: number
  readonly newId: () => string
}

import { AppError } from '../core/errors.ts'

/** The versions that a caller says it saw (If-Match); `any` when it only says that there is one. Absent: it says nothing. */
export type ExpectedVersion = readonly number[] | 'any'

/** What a use case on one thing takes beside its input. */
export interface Conditional {
  readonly expected?: ExpectedVersion | undefined
}

const changed = () =>
  new AppError('precondition_failed', 'It is at another version than If-Match names. Load it again and repeat.')

/** Throws `precondition_failed` when the thing is at no version that the caller expects. */
export function assertExpected(found: { readonly version: number }, { expected }: Conditional): void {
  if (expected !== undefined && expected !== 'any' && !expected.includes(found.version)) throw changed()
}

/** The error of an update whose thing changed between the read and the commit: for a caller who named a version, that one's. */
export function otherwiseOf({ expected }: Conditional): (() => Error) | undefined {
  return expected === undefined || expected === 'any' ? undefined : changed
}

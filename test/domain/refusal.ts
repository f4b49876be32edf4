import { DomainError } from '../../src/domain/errors.ts'

/** What the act was refused with; throws when it was not refused, or not by a rule of the domain. */
export function refusalOf(act: () => unknown): DomainError {
  try {
    act()
  } catch (error) {
    if (error instanceof DomainError) return error
    throw error
  }
  throw new Error('It was expected to be refused, and was not.')
}

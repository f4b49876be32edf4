/** Why the domain says no. Each code has one HTTP answer, decided in `core/problem.ts`. */
export type DomainErrorCode = 'invalid_transition' | 'conflict' | 'unprocessable' | 'forbidden' | 'not_found'

/** One refused field: `pointer` is a JSON pointer into the request body, `message` says the way out. */
export interface FieldError {
  readonly pointer: string
  readonly message: string
}

/** A rule of the business that was broken. `message` is safe to show to whoever asked. */
export class DomainError extends Error {
  readonly code: DomainErrorCode
  readonly errors: readonly FieldError[]
  readonly allowed: readonly string[]

  constructor(
    code: DomainErrorCode,
    message: string,
    more: { errors?: readonly FieldError[]; allowed?: readonly string[] } = {},
  ) {
    super(message)
    this.name = 'DomainError'
    this.code = code
    this.errors = more.errors ?? []
    this.allowed = more.allowed ?? []
  }
}

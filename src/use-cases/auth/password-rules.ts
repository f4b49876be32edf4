import { AppError } from '../../core/errors.ts'
import type { Account } from '../../domain/auth/account-ports.ts'
import { PASSWORD_MAX, PASSWORD_MIN, type PasswordFault, passwordFault } from '../../domain/auth/password-strength.ts'

export type RefusedPassword = NonNullable<PasswordFault>

const MESSAGES: Readonly<Record<RefusedPassword, string>> = {
  too_short: `A password has ${PASSWORD_MIN} to ${PASSWORD_MAX} characters.`,
  too_long: `A password has ${PASSWORD_MIN} to ${PASSWORD_MAX} characters.`,
  common:
    'This password is among the first that are tried: it is common, or made of names and years. Choose a longer one, such as four words that have nothing to do with each other.',
}

/** A new password that is not taken. `fault` says why, for pages in other languages. */
export class PasswordRefused extends AppError {
  readonly fault: RefusedPassword

  constructor(fault: RefusedPassword, pointer: string) {
    super('unprocessable', 'Some fields are not right; see errors.', {
      errors: [{ pointer, message: MESSAGES[fault] }],
    })
    this.fault = fault
  }
}

/**
 * Refuses a new password by `passwordFault`.
 * @param own texts whose words belong to whoever chooses
 * @param pointer the JSON pointer of the field it came in
 * @throws PasswordRefused
 */
export function checkNewPassword(password: string, own: readonly string[], pointer = '/password'): void {
  const fault = passwordFault(password, own)
  if (fault !== null) throw new PasswordRefused(fault, pointer)
}

/** What a user and a company are called. */
export const wordsOf = ({ user, tenant }: Account): readonly string[] => [
  user.name,
  user.email,
  tenant.name,
  tenant.slug,
  tenant.branding.name,
]

import { AppError } from '../../core/errors.ts'
import { sha256Hex } from '../../core/security/signatures.ts'
import { User } from '../../domain/auth/user.ts'
import type { Scope } from '../scope.ts'

/**
 * Holds sign-ins, registrations and requests for mails to their share before a password or a mail costs anything: by address for
 * each of them, and by address and account over all. The counters hold a hash, not the email.
 * @throws AppError rate_limited
 */
export async function limitSignIn(
  scope: Pick<Scope, 'address' | 'limit'>,
  door: 'login' | 'register' | 'reset' | 'verify',
  email: string,
): Promise<void> {
  const account = sha256Hex(`${scope.address}\n${User.normalizeEmail(email)}`)
  const within = await Promise.all([
    scope.limit('login', `${door}:${scope.address}`),
    scope.limit('login', `account:${account}`),
  ])
  if (within.every(Boolean)) return
  throw new AppError('rate_limited', 'Too many tries from here. Wait a minute, or reset the password.', {
    retryAfterSeconds: 60,
  })
}

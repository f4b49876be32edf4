import { AppError } from '../../core/errors.ts'
import { Tenant } from '../../domain/auth/tenant.ts'

/** One answer for an unknown address, a wrong password and an inactive account. */
export function wrongCredentials(): AppError {
  return new AppError('unauthenticated', 'The email or the password is wrong. Try again, or reset the password.')
}

/** One answer for a refresh token that is unknown, expired, revoked or was used twice. */
export function sessionEnded(): AppError {
  return new AppError('unauthenticated', 'This session has ended. Sign in again.')
}

/** @throws AppError forbidden for a suspended company; only for whoever has shown to belong to it */
export function assertActive(tenant: Tenant): void {
  if (Tenant.isActive(tenant)) return
  throw new AppError('forbidden', 'This company’s account is suspended. Its owner can write to support.')
}

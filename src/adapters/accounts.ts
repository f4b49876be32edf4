import type { DirectoryDatabase } from '../core/database.ts'
import { createTokenEncryption } from '../core/security/token-encryption.ts'
import type { AccountRepository, LockoutRepository, TenantRepository } from '../domain/auth/account-ports.ts'
import type { TokenEncryption } from '../domain/auth/ports.ts'
import { createAccountRepository } from './db/repositories/account-repository.ts'
import { createLockoutRepository } from './db/repositories/lockout-repository.ts'
import { createTenantRepository } from './db/repositories/tenant-repository.ts'

/**
 * What the directory's context holds beyond signing in.
 * @param keys the text of `ENCRYPTION_KEYS`
 */
export function createAccountAdapters(
  db: DirectoryDatabase,
  keys: string,
): {
  readonly accounts: AccountRepository
  readonly lockout: LockoutRepository
  readonly tenants: TenantRepository
  readonly encryption: TokenEncryption
} {
  return {
    accounts: createAccountRepository(db),
    lockout: createLockoutRepository(db),
    tenants: createTenantRepository(db),
    encryption: createTokenEncryption({ keys }),
  }
}

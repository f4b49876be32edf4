import type { Role } from './role.ts'

/** A person who signs in. `email` is unique over all tenants and kept in lower case. */
export interface User {
  readonly id: string
  readonly tenantId: string
  readonly email: string
  readonly name: string
  readonly role: Role
  readonly isActive: boolean
  readonly emailVerifiedAt: number | null
  readonly passwordHash: string | null
  readonly createdAt: number
}

export const User = {
  /** How an address is compared: trimmed, lower case, then NFC, since lower case can be composed where upper case cannot. */
  normalizeEmail(email: string): string {
    return email.trim().toLowerCase().normalize('NFC')
  },

  create(input: {
    id: string
    tenantId: string
    email: string
    name?: string | null
    role: Role
    passwordHash: string | null
    now: number
  }): User {
    const email = User.normalizeEmail(input.email)
    return Object.freeze({
      id: input.id,
      tenantId: input.tenantId,
      email,
      name: input.name?.trim() || email.slice(0, email.indexOf('@')),
      role: input.role,
      isActive: true,
      emailVerifiedAt: null,
      passwordHash: input.passwordHash,
      createdAt: input.now,
    })
  },

  /** Whether the user was invited and has not come yet: no password, and no address that was shown to be theirs. */
  isInvited(user: User): boolean {
    return user.passwordHash === null && user.emailVerifiedAt === null
  },
}

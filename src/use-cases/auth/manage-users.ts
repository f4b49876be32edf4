import type { Actor } from '../../domain/actor.ts'
import type { Role } from '../../domain/auth/role.ts'
import { DomainError } from '../../domain/errors.ts'

/**
 * Owners are made, changed and taken away by owners alone: else whoever may manage users could make themself one.
 * @throws DomainError forbidden
 */
export function assertMayGive(actor: Actor, ...roles: readonly Role[]): void {
  const owner = actor.kind === 'system' || (actor.kind === 'user' && actor.role === 'owner')
  if (owner || !roles.includes('owner')) return
  throw new DomainError('forbidden', 'Only an owner can make, change or remove an owner. Ask one of yours.')
}

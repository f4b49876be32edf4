import { AppError } from '../../core/errors.ts'
import type { Actor } from '../../domain/actor.ts'

/** The user who acts. @throws AppError forbidden for an API key, which is nobody */
export function currentUser(actor: Actor): Extract<Actor, { kind: 'user' }> {
  if (actor.kind === 'user') return actor
  throw new AppError('forbidden', 'Sign in as a user: an API key has no profile.')
}

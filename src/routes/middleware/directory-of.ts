import type { Context } from 'hono'
import type { DirectoryContext } from '../../use-cases/context.ts'
import type { AppEnv } from '../scope.ts'

/** The directory as whoever the token speaks for; its commit keeps the answer under the request's Idempotency-Key. */
export function directoryOf(c: Context<AppEnv>): DirectoryContext {
  const { tenant, actor } = c.get('principal')
  return c.get('scope').directory(actor, { tenant, request: c.get('idempotent') })
}

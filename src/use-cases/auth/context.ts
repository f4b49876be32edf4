import type { Hub } from '../../domain/notifications/ports.ts'
import type { DirectoryContext } from '../context.ts'

/** The part of the directory's context that accounts and sessions need. */
export interface AuthContext
  extends Pick<
    DirectoryContext,
    | 'actor'
    | 'clock'
    | 'ids'
    | 'log'
    | 'caller'
    | 'auth'
    | 'accounts'
    | 'lockout'
    | 'tenants'
    | 'encryption'
    | 'jwt'
    | 'passwords'
    | 'sessions'
    | 'oneTimeTokens'
    | 'shardCount'
    | 'commit'
  > {
  readonly notifications: Pick<DirectoryContext['notifications'], 'enqueue'>
  readonly hubs: { tenant(tenantId: string): Pick<Hub, 'endSession' | 'endUser'> }
}

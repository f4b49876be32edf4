import type { DirectoryContext } from '../context.ts'
import type { AuthContext } from './context.ts'

/** What signing in by way of another provider needs. */
export interface OAuthContext extends AuthContext, Pick<DirectoryContext, 'oauth' | 'oauthProviders' | 'publicUrl'> {}

/** Where a provider sends the browser back to: one URI a provider (RFC 9700 section 4.4.2.2), the same in all versions. */
export function redirectUriOf(ctx: Pick<OAuthContext, 'publicUrl'>, provider: string): string {
  return `${ctx.publicUrl}/api/v1/auth/oauth/${provider}/callback`
}

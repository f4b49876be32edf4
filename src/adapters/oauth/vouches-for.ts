/** Anyone can run a directory there and write any address into it. */
const NOT_TRUSTED: readonly string[] = ['login.microsoftonline.com', 'sts.windows.net', 'login.live.com']
const GOOGLE = 'https://accounts.google.com'

/**
 * Whether an issuer's `email_verified` shows that the address is the person's (OpenID Connect Core 1.0 section 5.1: the
 * boolean true and nothing else). Google says so too of addresses that it does not run; it is the authority for Gmail and for
 * the domains of Workspace, which `hd` names.
 */
export function vouchesFor(
  provider: { readonly issuer: string; readonly trust_email?: boolean | undefined },
  claims: Readonly<Record<string, unknown>>,
): boolean {
  if (claims.email_verified !== true || typeof claims.email !== 'string') return false
  if (provider.trust_email !== undefined) return provider.trust_email
  if (NOT_TRUSTED.includes(new URL(provider.issuer).hostname)) return false
  if (provider.issuer !== GOOGLE) return true
  return /@(gmail|googlemail)\.com$/i.test(claims.email) || typeof claims.hd === 'string'
}

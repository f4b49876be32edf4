import type { OAuthConfig } from '../../core/oauth-config.ts'
import type { OAuthProviders } from '../../domain/auth/ports.ts'
import { createGitHubProvider } from './github-provider.ts'
import { createOidcProvider } from './oidc-provider.ts'

/** The configured providers by name. `insecure` (development): a provider may be spoken to without TLS. */
export function createOAuthProviders(config: OAuthConfig, options: { insecure: boolean }): OAuthProviders {
  return {
    returnUrls: config.returnUrls,
    find(name) {
      const provider = config.providers.find((each) => each.name === name)
      if (!provider) return null
      return provider.type === 'github'
        ? createGitHubProvider(provider, options)
        : createOidcProvider(provider, options)
    },
  }
}

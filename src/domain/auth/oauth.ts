/** Who a provider says has signed in. `issuer` and `subject` name the account for good; an email does not. */
export interface OAuthProfile {
  readonly issuer: string
  readonly subject: string
  readonly email: string | null
  /** Whether the provider itself vouches that the address is this person's. */
  readonly emailVerified: boolean
  readonly name: string | null
}

/** A sign-in that is under way at a provider: one try of one browser. Hashes are SHA-256; times in ms UTC. */
export interface OAuthStart {
  readonly stateHash: string
  /** Of the secret in the browser's cookie. */
  readonly browserHash: string
  readonly provider: string
  readonly codeVerifier: string
  readonly nonce: string
  readonly returnTo: string
  /** The company that is made when nobody has the address yet. */
  readonly tenantName: string | null
  /** What the client holds the one-time code against (RFC 7636, S256). */
  readonly clientChallenge: string | null
  readonly expiresAt: number
}

/** What the client exchanges for its tokens, once. */
export interface OAuthCode {
  readonly codeHash: string
  readonly tenantId: string
  readonly userId: string
  readonly clientChallenge: string | null
  readonly expiresAt: number
}

/** Why a sign-in at a provider ends without a code, and the way out. */
export const OAUTH_REFUSALS = {
  access_denied: 'You did not let the provider sign you in here. Try again, or sign in with a password.',
  provider_error: 'The provider’s answer was not good. Start again.',
  provider_unavailable: 'The provider does not answer. Try again in a moment.',
  email_not_verified: 'The provider has not verified your email. Verify it there, or sign in with a password.',
  account_not_verified:
    'There is an account with this email, and its email was never verified here. Reset its password by mail, then try again.',
  account_disabled: 'This account cannot sign in. Ask your company’s owner.',
  no_account: 'Nobody here has this email. Register a company, or ask yours for an invitation.',
} as const
export type OAuthRefusal = keyof typeof OAUTH_REFUSALS

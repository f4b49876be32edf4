import type { Locale } from '../domain/auth/tenant.ts'
import type { BrandView } from './tracking-view.ts'

/** What a mail's link is for; each has a page of its own. */
export type AccountPurpose = 'verify_email' | 'reset_password' | 'accept_invite'

/** Where each page is. */
export const ACCOUNT_PATHS: Readonly<Record<AccountPurpose, string>> = {
  verify_email: '/verify-email',
  reset_password: '/reset-password',
  accept_invite: '/accept-invite',
}

/** What is wrong with what was typed. */
export type AccountFault = 'too_short' | 'too_long' | 'common' | 'name_missing'

/**
 * How far somebody is. `form`: to be filled in and sent. `done`. `spent`: the link no longer works. `suspended`: the company is
 * out of service. `busy`: too many tries.
 */
export type AccountState =
  | {
      readonly kind: 'form'
      readonly token: string
      readonly email: string
      readonly name: string
      readonly fault: AccountFault | null
    }
  | { readonly kind: 'done' | 'spent' | 'suspended' | 'busy' }

export interface AccountView {
  readonly nonce: string
  readonly locale: Locale
  readonly purpose: AccountPurpose
  /** The company that the link belongs to, once that is known. */
  readonly brand: BrandView | null
  readonly state: AccountState
}

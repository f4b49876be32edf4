import type { Locale } from '../domain/auth/tenant.ts'
import type { AccountFault, AccountPurpose } from './account-view.ts'
import { ar } from './words/account-ar.ts'
import { en } from './words/account-en.ts'
import { es } from './words/account-es.ts'
import { fr } from './words/account-fr.ts'
import { pt } from './words/account-pt.ts'

interface Said {
  readonly title: string
  readonly text: string
}

/** What a page says before and after its button, and when the link no longer works. `{brand}` is the company's name. */
export interface PurposeWords extends Said {
  readonly button: string
  readonly done: Said
  /** The way to another link. */
  readonly spent: string
}

/** The words of the pages that mails about an account lead to. */
export interface AccountWords {
  readonly purposes: Readonly<Record<AccountPurpose, PurposeWords>>
  readonly spentTitle: string
  readonly suspended: Said
  readonly busy: Said
  readonly email: string
  readonly name: string
  readonly password: string
  readonly passwordHint: string
  readonly faults: Readonly<Record<AccountFault, string>>
}

export const ACCOUNT_WORDS: Readonly<Record<Locale, AccountWords>> = { en, es, fr, pt, ar }

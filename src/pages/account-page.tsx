import { accountStyles } from './account-styles.ts'
import { ACCOUNT_PATHS, type AccountFault, type AccountState, type AccountView } from './account-view.ts'
import { ACCOUNT_WORDS, type AccountWords } from './account-words.ts'
import { BrandHeader, Contacts } from './brand-header.tsx'
import { paletteOf } from './brand-palette.ts'
import { Shell, toDocument } from './document-shell.tsx'
import { directionOf, fill, fillNodes } from './fill.tsx'

type Form = Extract<AccountState, { kind: 'form' }>

/** What is wrong with one field, said aloud at once and again when the field is reached. */
function Fault({ id, words, fault }: { id: string; words: AccountWords; fault: AccountFault | null }) {
  if (fault === null) return null
  return (
    <p id={id} class="fault" role="alert">
      {words.faults[fault]}
    </p>
  )
}

function NameField({ words, form }: { words: AccountWords; form: Form }) {
  const fault = form.fault === 'name_missing' ? form.fault : null
  return (
    <div>
      <label for="name">{words.name}</label>
      <input
        id="name"
        name="name"
        value={form.name}
        required
        maxlength={120}
        autocomplete="name"
        dir="auto"
        aria-invalid={fault ? 'true' : undefined}
        aria-describedby={fault ? 'name-fault' : undefined}
      />
      <Fault id="name-fault" words={words} fault={fault} />
    </div>
  )
}

function PasswordField({ words, form }: { words: AccountWords; form: Form }) {
  const fault = form.fault === 'name_missing' ? null : form.fault
  return (
    <div>
      <label for="password">{words.password}</label>
      <input
        id="password"
        name="password"
        type="password"
        required
        minlength={8}
        autocomplete="new-password"
        dir="ltr"
        aria-invalid={fault ? 'true' : undefined}
        aria-describedby={fault ? 'password-fault password-hint' : 'password-hint'}
      />
      <Fault id="password-fault" words={words} fault={fault} />
      <p id="password-hint" class="hint">
        {words.passwordHint}
      </p>
    </div>
  )
}

/** Sends by itself, without a script. The email is there so that a password manager knows whose password it keeps. */
function AccountForm({ view, form, words }: { view: AccountView; form: Form; words: AccountWords }) {
  const { purpose, locale } = view
  return (
    <form method="post" action={`${ACCOUNT_PATHS[purpose]}?lang=${locale}`}>
      <input type="hidden" name="token" value={form.token} />
      <div>
        <label for="email">{words.email}</label>
        <input id="email" type="email" value={form.email} readonly autocomplete="username" dir="ltr" />
      </div>
      {purpose === 'accept_invite' ? <NameField words={words} form={form} /> : null}
      {purpose === 'verify_email' ? null : <PasswordField words={words} form={form} />}
      <button type="submit">{words.purposes[purpose].button}</button>
    </form>
  )
}

/** Title and text of a state. */
function said({ purpose, state }: AccountView, words: AccountWords): { title: string; text: string } {
  const own = words.purposes[purpose]
  switch (state.kind) {
    case 'form':
      return own
    case 'done':
      return own.done
    case 'spent':
      return { title: words.spentTitle, text: own.spent }
    case 'suspended':
      return words.suspended
    case 'busy':
      return words.busy
  }
}

/** A page that a mail about an account leads to: a form to send, or what came of it. */
export function renderAccountPage(view: AccountView): string {
  const { brand, state, locale } = view
  const words = ACCOUNT_WORDS[locale]
  const palette = paletteOf(brand?.colour ?? '')
  const { title, text } = said(view, words)
  const holes = { brand: brand?.name ?? 'Aircourier' }
  return toDocument(
    <Shell
      nonce={view.nonce}
      lang={locale}
      dir={directionOf(locale)}
      title={fill(title, holes)}
      themeColours={[palette.ground, palette.groundDark]}
      styles={accountStyles(palette)}
    >
      {brand ? <BrandHeader brand={brand} /> : null}
      <main>
        <div class="card">
          <h1>{fillNodes(title, holes)}</h1>
          <p role={state.kind === 'form' ? undefined : 'status'}>{text}</p>
          {state.kind === 'form' ? <AccountForm view={view} form={state} words={words} /> : null}
        </div>
      </main>
      {brand ? <Contacts brand={brand} /> : null}
    </Shell>,
  )
}

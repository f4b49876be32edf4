import type { Locale } from '../domain/auth/tenant.ts'
import { accountStyles } from './account-styles.ts'
import { BrandHeader, Contacts } from './brand-header.tsx'
import { paletteOf } from './brand-palette.ts'
import { Shell, toDocument } from './document-shell.tsx'
import { directionOf, fill, fillNodes } from './fill.tsx'
import { STOP_WORDS } from './stop-words.ts'
import type { BrandView } from './tracking-view.ts'

export interface StopView {
  readonly nonce: string
  readonly locale: Locale
  /** The company that the link belongs to; null for a link that is none. */
  readonly brand: BrandView | null
  /** `on`: mails come. `off`: they were stopped. */
  readonly state: 'on' | 'off' | 'unknown'
  /** Where the form is sent to. */
  readonly action: string
}

/** The page on which whoever was sent a mail stops such mails, or has them come again. One button, and no script. */
export function renderStopPage({ nonce, locale, brand, state, action }: StopView): string {
  const words = STOP_WORDS[locale]
  const palette = paletteOf(brand?.colour ?? '')
  const { title, text } = words[state]
  const holes = { brand: brand?.name ?? 'Aircourier' }
  return toDocument(
    <Shell
      nonce={nonce}
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
          <p role={state === 'on' ? undefined : 'status'}>{text}</p>
          {state === 'unknown' ? null : (
            <form method="post" action={action}>
              <input type="hidden" name="mails" value={state === 'on' ? 'off' : 'on'} />
              <button type="submit">{words[state].button}</button>
            </form>
          )}
        </div>
      </main>
      {brand ? <Contacts brand={brand} /> : null}
    </Shell>,
  )
}

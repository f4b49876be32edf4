import type { Child } from 'hono/jsx'
import type { Locale } from '../domain/auth/tenant.ts'
import { BrandHeader } from './brand-header.tsx'
import { paletteOf } from './brand-palette.ts'
import { Shell, toDocument } from './document-shell.tsx'
import { directionOf } from './fill.tsx'
import { trackingStyles } from './tracking-styles.ts'
import type { BrandView } from './tracking-view.ts'
import { TRACKING_WORDS } from './tracking-words.ts'

/** A page before any parcel: one nonce, one language, and on a company's own host name its brand. */
export interface FormView {
  readonly nonce: string
  readonly locale: Locale
  readonly brand?: BrandView | null
}

function Form({ locale }: { locale: Locale }) {
  const words = TRACKING_WORDS[locale]
  return (
    <form class="ask" method="get" action="/t">
      <label for="id">{words.formLabel}</label>
      <div class="line">
        <input
          id="id"
          name="id"
          dir="ltr"
          required
          maxlength={40}
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          aria-describedby="hint"
        />
        <button type="submit">{words.formButton}</button>
      </div>
      <p id="hint" class="hint">
        {words.formHint}
      </p>
    </form>
  )
}

function page({ nonce, locale, brand = null }: FormView, title: string, body: Child): string {
  const palette = paletteOf(brand?.colour ?? '')
  return toDocument(
    <Shell
      nonce={nonce}
      lang={locale}
      dir={directionOf(locale)}
      title={title}
      description={TRACKING_WORDS[locale].shareDescription}
      themeColours={[palette.ground, palette.groundDark]}
      styles={trackingStyles(palette)}
    >
      {brand ? <BrandHeader brand={brand} /> : null}
      <main id="main" class="alone">
        <div class="card">
          <svg class="sky" viewBox="0 0 120 44" aria-hidden="true" focusable="false">
            <path d="M6 40Q60-26 114 40" />
            <circle cx="6" cy="40" r="4" />
            <circle class="ring" cx="114" cy="40" r="4" />
          </svg>
          {body}
          <Form locale={locale} />
        </div>
      </main>
    </Shell>,
  )
}

/** Asks for a tracking number: a GET of `/t?id=…`, no script. */
export function renderTrackingForm(view: FormView): string {
  const words = TRACKING_WORDS[view.locale]
  return page(
    view,
    words.formTitle,
    <>
      <h1>{words.formTitle}</h1>
      <p>{words.formText}</p>
    </>,
  )
}

/** No such parcel: says what to check and asks again. Says nothing about whether a number was near. */
export function renderTrackingNotFound(view: FormView): string {
  const words = TRACKING_WORDS[view.locale]
  return page(
    view,
    words.notFoundTitle,
    <>
      <h1>{words.notFoundTitle}</h1>
      <p>{words.notFoundText}</p>
    </>,
  )
}

import type { PropsWithChildren } from 'hono/jsx'
import type { BrandView } from './tracking-view.ts'

/** An https address, or null: nothing else may be loaded for a brand. */
function safeLogo(url: string | null): string | null {
  return url !== null && URL.parse(url)?.protocol === 'https:' ? url : null
}

/** `+34 91 000-00` -> `+349100000`, as RFC 3966 wants it in a `tel:` link. */
function dialable(phone: string): string {
  return phone.replace(/[^0-9+]/g, '')
}

export function BrandHeader({ brand, children }: PropsWithChildren<{ brand: BrandView }>) {
  const logo = safeLogo(brand.logoUrl)
  return (
    <header class="brand">
      <p>
        {logo ? (
          <span class="logo">
            <img src={logo} alt="" height="28" referrerpolicy="no-referrer" />
          </span>
        ) : null}
        <bdi class="brandname">{brand.name}</bdi>
      </p>
      {children}
    </header>
  )
}

/** How to reach the courier: one row for each way there is. */
export function Contacts({ brand }: { brand: BrandView }) {
  if (!brand.supportEmail && !brand.supportPhone) return null
  return (
    <ul class="contacts">
      {brand.supportPhone ? (
        <li>
          <a href={`tel:${dialable(brand.supportPhone)}`}>
            <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
              <path d="M8.2 4.2 5.6 4.8c-.8.2-1.3.9-1.2 1.7.7 6.9 6.2 12.4 13.1 13.1.8.1 1.5-.4 1.7-1.2l.6-2.6-4.5-2-1.7 2.1a13 13 0 0 1-5.5-5.5l2.1-1.7z" />
            </svg>
            <bdi dir="ltr">{brand.supportPhone}</bdi>
          </a>
        </li>
      ) : null}
      {brand.supportEmail ? (
        <li>
          <a href={`mailto:${encodeURIComponent(brand.supportEmail).replace('%40', '@')}`}>
            <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
              <path d="M4 6.5h16v11H4zM4.4 7l7.6 6 7.6-6" />
            </svg>
            <bdi dir="ltr">{brand.supportEmail}</bdi>
          </a>
        </li>
      ) : null}
    </ul>
  )
}

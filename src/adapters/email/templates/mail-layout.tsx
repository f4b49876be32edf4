import { raw } from 'hono/html'
import type { Child, PropsWithChildren } from 'hono/jsx'
import type { Branding, Locale } from '../../../domain/auth/tenant.ts'
import { oneLine } from './mail-text.ts'

interface LayoutProps {
  readonly locale: Locale
  readonly brand: Branding
  readonly subject: string
  /** What a list of mails shows after the subject. */
  readonly preheader: string
  readonly footer: Child
}

const FONT = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'Noto Sans','Noto Sans Arabic',Arial,sans-serif"

// Clients that know dark mode take these; the others keep the inline colours. Backgrounds are repeated for Outlook.com.
const DARK = `
:root{color-scheme:light dark;supported-color-schemes:light dark}
a{color:#0b5bb5}
@media (prefers-color-scheme:dark){
  .ground{background:#0e1116!important}.paper{background:#181c23!important}
  .ink{color:#eef1f5!important}.soft{color:#a9b2c0!important}.line{border-color:#2e3541!important}
  .sunk{background:#20252e!important}.button{background:#eef1f5!important;color:#12161d!important}
  a{color:#7db8ff}
}
@media (max-width:480px){.pad{padding-left:22px!important;padding-right:22px!important}}
`

/** A brand's colour where nothing has to be read on it; anything but `#rgb` or `#rrggbb` becomes ours. */
function stripe(colour: string): string {
  return /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i.test(colour) ? colour : '#1f5eff'
}

function logoOf(url: string | null): string | null {
  return url !== null && URL.parse(url)?.protocol === 'https:' ? url : null
}

function Brand({ brand }: { brand: Branding }) {
  const logo = logoOf(brand.logoUrl)
  return (
    <p class="ink" style="margin:0 0 26px;font-size:16px;font-weight:700;color:#12161d">
      {logo ? (
        <img
          src={logo}
          alt=""
          height="28"
          style="height:28px;max-width:160px;vertical-align:middle;margin:2px 0;margin-inline-end:10px;background:#ffffff;padding:3px 5px;border-radius:6px"
        />
      ) : null}
      <bdi style="display:inline-block;vertical-align:middle">{oneLine(brand.name)}</bdi>
    </p>
  )
}

/** Short words with a hyphen are not broken at it: `e-mail` is one word. */
export function Heading({ text }: { text: string }) {
  const parts = text.split(/(?<!\S)(\p{L}{1,12}-\p{L}{1,12})(?!\S)/u)
  return (
    <h1
      class="ink"
      style="margin:0 0 16px;font-size:28px;line-height:1.22;font-weight:780;letter-spacing:normal;color:#12161d"
    >
      {parts.map((part, i) => (i % 2 === 1 ? <span style="white-space:nowrap">{part}</span> : part))}
    </h1>
  )
}

export function Paragraph({ children }: PropsWithChildren) {
  return (
    <p class="ink" style="margin:0 0 16px;font-size:16px;line-height:1.6;color:#12161d">
      {children}
    </p>
  )
}

export function Small({ children }: PropsWithChildren) {
  return (
    <p class="soft" style="margin:0 0 8px;font-size:13px;line-height:1.6;color:#4d5665">
      {children}
    </p>
  )
}

/** Near-black on light and near-white on dark, so that it can be read whatever the brand's colour is. */
export function Button({ href, children }: PropsWithChildren<{ href: string }>) {
  return (
    <p style="margin:26px 0 24px">
      <a
        class="button"
        href={href}
        style="display:inline-block;padding:14px 26px;border-radius:12px;background:#12161d;color:#ffffff;font-size:16px;line-height:1.25;font-weight:700;text-decoration:none"
      >
        {children}
      </a>
    </p>
  )
}

/**
 * The frame of every mail: one table for Outlook, everything else plain blocks with inline styles; readable at 320 px, in
 * the dark, from right to left, and with pictures off.
 */
export function MailLayout(props: PropsWithChildren<LayoutProps>) {
  const dir = props.locale === 'ar' ? 'rtl' : 'ltr'
  return (
    <html lang={props.locale} dir={dir}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <meta name="format-detection" content="telephone=no,date=no,address=no" />
        <title>{props.subject}</title>
        <style>{raw(DARK)}</style>
      </head>
      <body class="ground" style="margin:0;padding:0;background:#f1f4f8">
        <div style="display:none;max-height:0;overflow:hidden;opacity:0;color:transparent">{props.preheader}</div>
        <table
          class="ground"
          role="presentation"
          width="100%"
          cellpadding="0"
          cellspacing="0"
          border={0}
          dir={dir}
          style="background:#f1f4f8;border-collapse:collapse"
        >
          <tr>
            <td align="center" style="padding:24px 12px 40px">
              {raw(
                '<!--[if mso]><table role="presentation" width="560" cellpadding="0" cellspacing="0"><tr><td><![endif]-->',
              )}
              <div
                lang={props.locale}
                dir={dir}
                style={`max-width:560px;margin:0 auto;text-align:${dir === 'rtl' ? 'right' : 'left'};font-family:${FONT}`}
              >
                <div
                  style={`height:6px;line-height:6px;font-size:0;border-radius:16px 16px 0 0;background:${stripe(props.brand.colour)}`}
                >
                  &nbsp;
                </div>
                <div
                  class="paper pad"
                  style="padding:28px 36px 24px;border-radius:0 0 16px 16px;background:#ffffff;overflow-wrap:anywhere"
                >
                  <Brand brand={props.brand} />
                  {props.children}
                </div>
                <div class="pad" style="padding:20px 36px 0;overflow-wrap:anywhere">
                  {props.footer}
                </div>
              </div>
              {raw('<!--[if mso]></td></tr></table><![endif]-->')}
            </td>
          </tr>
        </table>
      </body>
    </html>
  )
}

export function toMail(page: Child): string {
  return `<!doctype html>\n${String(page)}\n`
}

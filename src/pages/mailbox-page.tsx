import { baseStyles } from './base-styles.ts'
import { paletteOf } from './brand-palette.ts'
import { Shell, toDocument } from './document-shell.tsx'
import { clockTime, nearDay } from './local-time.ts'

/** One kept mail. `sentAt` is ms since 1970, UTC; `key` names it in the address, `?mail=`. */
export interface MailView {
  readonly key: string
  readonly to: string
  readonly subject: string
  readonly sentAt: number
  readonly html: string
  readonly text: string
}

/** `mails` in any order; `selectedKey` null shows the list alone, and one that is not in it shows that nothing is selected. */
export interface MailboxView {
  readonly nonce: string
  readonly mails: readonly MailView[]
  readonly selectedKey: string | null
}

const STYLES = `
.top{display:flex;flex-wrap:wrap;align-items:baseline;gap:.1rem .8rem;padding:1rem 1.25rem;border-block-end:1px solid var(--line);background:var(--paper)}
.top h1{font-size:1.2rem;font-weight:760;letter-spacing:-.01em}
.top p{color:var(--soft);font-size:.9rem}
.mails a{display:grid;gap:.1rem;padding:.8rem 1.25rem;border-block-end:1px solid var(--line);color:inherit;text-decoration:none}
.mails a:hover{background:var(--sunk)}
.mails a[aria-current]{background:var(--paper);box-shadow:inset 4px 0 0 var(--accent)}
.mails .to{display:flex;justify-content:space-between;gap:1rem;font-size:.84rem;color:var(--soft)}
.mails .to time{flex:none}
.mails .subject{font-weight:650}
.empty{padding:2rem 1.25rem;color:var(--soft)}
.mail{padding:1.25rem;display:grid;gap:1rem;align-content:start}
.mail h2{font-size:1.45rem;font-weight:760;letter-spacing:-.015em}
.mail h3{font-size:.9rem;color:var(--soft);font-weight:650}
.mail .meta{color:var(--soft)}
.mail iframe{display:block;inline-size:100%;block-size:44rem;border:1px solid var(--line);border-radius:12px;background:#fff}
.mail pre{margin:0;padding:1rem;border-radius:12px;background:var(--paper);border:1px solid var(--line);font:.88rem/1.55 var(--mono);white-space:pre-wrap}
.mail ul{display:grid;gap:.3rem}
@media (min-width:56rem){.box{display:grid;grid-template-columns:22rem minmax(0,1fr);min-block-size:calc(100vh - 3.8rem)}.mails{border-inline-end:1px solid var(--line)}.mail{padding:1.75rem 2rem}}
@media (max-width:55.99rem){.box.reading .mails{display:none}}
@media (min-width:56rem){.back{display:none}}
`

/** The http links of a text, each once: the frame is sealed, so they are offered beside it. */
function linksIn(text: string): string[] {
  return [...new Set(text.match(/https?:\/\/[^\s<>"]+/g) ?? [])]
}

function Sent({ at, now }: { at: number; now: number }) {
  return (
    <time datetime={new Date(at).toISOString()}>
      {nearDay(at, now, 'UTC', 'en')} {clockTime(at, 'UTC', 'en')} UTC
    </time>
  )
}

function MailList({
  mails,
  selectedKey,
  now,
}: {
  mails: readonly MailView[]
  selectedKey: string | null
  now: number
}) {
  if (mails.length === 0) return <p class="empty">No mail yet. Whatever the mock provider sends appears here.</p>
  return (
    <ul>
      {mails.map((mail) => (
        <li>
          <a
            href={`?mail=${encodeURIComponent(mail.key)}`}
            aria-current={mail.key === selectedKey ? 'true' : undefined}
          >
            <span class="to">
              <bdi>{mail.to}</bdi>
              <Sent at={mail.sentAt} now={now} />
            </span>
            <span class="subject" dir="auto">
              {mail.subject}
            </span>
          </a>
        </li>
      ))}
    </ul>
  )
}

function Mail({ mail, now }: { mail: MailView; now: number }) {
  const links = linksIn(mail.text)
  return (
    <article class="mail">
      <p class="back">
        <a href="?">All mails</a>
      </p>
      <h2 dir="auto">{mail.subject}</h2>
      <p class="meta">
        to <bdi>{mail.to}</bdi> · <Sent at={mail.sentAt} now={now} />
      </p>
      {links.length > 0 ? (
        <section>
          <h3>Links</h3>
          <ul>
            {links.map((link) => (
              <li>
                <a href={link}>{link}</a>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <h3>HTML</h3>
      <iframe title="The mail as HTML" sandbox="" srcdoc={mail.html} />
      <h3>Text</h3>
      <pre dir="auto">{mail.text}</pre>
    </article>
  )
}

/**
 * The development mailbox, newest mail first. A mail's HTML stands in a frame with an empty `sandbox`: no script, no form,
 * no navigation. A `srcdoc` frame inherits this page's Content-Security-Policy, so for the mail's own inline styles to
 * show, that policy must say `style-src 'unsafe-inline'` and name no nonce there (a nonce would switch it off).
 */
export function renderMailbox(view: MailboxView, now: number = Date.now()): string {
  const mails = view.mails.toSorted((a, b) => b.sentAt - a.sentAt)
  const selected = mails.find((mail) => mail.key === view.selectedKey)
  const count = mails.length === 1 ? '1 mail' : `${mails.length} mails`
  return toDocument(
    <Shell
      nonce={view.nonce}
      lang="en"
      dir="ltr"
      title={selected ? `${selected.subject} · Mailbox` : 'Mailbox'}
      styles={baseStyles(paletteOf('')) + STYLES}
    >
      <header class="top">
        <h1>Mailbox</h1>
        <p>{count}, kept by the mock provider. Development only.</p>
      </header>
      <main class={selected ? 'box reading' : 'box'}>
        <nav class="mails" aria-label="Mails">
          <MailList mails={mails} selectedKey={view.selectedKey} now={now} />
        </nav>
        {selected ? <Mail mail={selected} now={now} /> : null}
        {!selected && mails.length > 0 ? <p class="empty">Choose a mail to read it.</p> : null}
      </main>
    </Shell>,
  )
}

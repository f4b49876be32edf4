import { raw } from 'hono/html'
import type { Child, PropsWithChildren } from 'hono/jsx'

interface ShellProps {
  readonly nonce: string
  readonly lang: string
  readonly dir: 'ltr' | 'rtl'
  readonly title: string
  /** What a link preview says. */
  readonly description?: string | undefined
  /** `#rrggbb`, for the browser's own frame: light, dark. */
  readonly themeColours?: readonly [string, string] | undefined
  readonly styles: string
  /** Trusted code of ours, never anything a person typed. */
  readonly script?: string | undefined
}

/** The frame of every page: nothing comes from another host, and nothing inline runs without this answer's nonce. */
export function Shell(props: PropsWithChildren<ShellProps>) {
  return (
    <html lang={props.lang} dir={props.dir}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <title>{props.title}</title>
        <meta name="robots" content="noindex, nofollow" />
        <meta name="referrer" content="no-referrer" />
        <meta name="color-scheme" content="light dark" />
        <meta name="format-detection" content="telephone=no" />
        {props.description ? <LinkPreview title={props.title} description={props.description} /> : null}
        {props.themeColours ? (
          <>
            <meta name="theme-color" content={props.themeColours[0]} media="(prefers-color-scheme: light)" />
            <meta name="theme-color" content={props.themeColours[1]} media="(prefers-color-scheme: dark)" />
          </>
        ) : null}
        <link rel="icon" href="data:," />
        <style nonce={props.nonce}>{raw(props.styles)}</style>
      </head>
      <body>
        {props.children}
        {props.script ? <script nonce={props.nonce}>{raw(props.script)}</script> : null}
      </body>
    </html>
  )
}

function LinkPreview({ title, description }: { title: string; description: string }) {
  return (
    <>
      <meta name="description" content={description} />
      <meta property="og:type" content="website" />
      <meta property="og:title" content={title} />
      <meta property="og:description" content={description} />
    </>
  )
}

/** A whole page as text. */
export function toDocument(page: Child): string {
  return `<!doctype html>\n${String(page)}\n`
}

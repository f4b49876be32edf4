import { oneLine } from './templates/mail-text.ts'

export interface Mailbox {
  readonly name: string
  readonly address: string
}

/** `Blue Sky, Inc. <no-reply@bluesky.example>`, with the name in quotes or not, or the address alone; null for anything else. */
export function readMailbox(text: string): Mailbox | null {
  const [, rest = '', address = text.trim()] = /^([^<]*)<([^<>]*)>\s*$/.exec(text) ?? []
  if (!/^[^\s<>@,;]+@[^\s<>@,;]+$/.test(address)) return null
  const name = rest
    .trim()
    .replace(/^"(.*)"$/s, '$1')
    .replace(/\\(.)/gs, '$1')
  return { name: oneLine(name), address }
}

/** The same as RFC 5322 wants it, 3.4: a name that holds more than words and blanks stands in quotes. */
export function mailboxText({ name, address }: Mailbox): string {
  if (name === '') return address
  return /^[\p{L}\p{N}\p{M} ]+$/u.test(name)
    ? `${name} <${address}>`
    : `"${name.replace(/["\\]/g, '\\$&')}" <${address}>`
}

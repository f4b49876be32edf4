const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/
/** A top-level domain is letters, or the ASCII form of other scripts: so no IPv4 address passes, however it is written. */
const TOP = /^([a-z]{2,63}|xn--[a-z0-9-]{1,59})$/
/** Names that lead nowhere in the public DNS, or into a network of their own (RFC 6761, 6762, 7686, 8375, 9476; ICANN's .internal). */
const NOT_PUBLIC = [
  'alt',
  'arpa',
  'example',
  'home',
  'corp',
  'mail',
  'internal',
  'intranet',
  'invalid',
  'lan',
  'local',
  'localhost',
  'localdomain',
  'onion',
  'private',
  'test',
]
const LOOPBACK = /^(localhost|127\.0\.0\.1)(:\d{1,5})?$/

export const HostName = {
  /**
   * A public DNS name as it is compared: lower case, IDNA as ASCII, no dot at the end. Null for anything else: an address,
   * a port, a name of a private network. With `loopback` (development) this machine, with a port, is one too.
   */
  parse(text: string, { loopback = false } = {}): string | null {
    const typed = text.trim().toLowerCase().replace(/\.$/, '')
    if (loopback && LOOPBACK.test(typed)) return typed
    if (/[\s/@:?#\\%[\]]/.test(typed)) return null
    const host = URL.parse(`https://${typed}`)?.hostname ?? ''
    const labels = host.split('.')
    const top = labels.at(-1) ?? ''
    if (host.length > 253 || labels.length < 2 || !labels.every((label) => LABEL.test(label))) return null
    return TOP.test(top) && !NOT_PUBLIC.includes(top) ? host : null
  },

  isLoopback: (host: string): boolean => LOOPBACK.test(host),
}

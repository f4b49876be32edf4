const REDACTED = 'redacted'
/** A token in a query, also where JSON or HTML has escaped what stands before it. */
const IN_QUERY = /((?:[?&]|&amp;|\\u0026|\\u003f)token=)[^"'&#<>\s\\]+/gi

/**
 * A text that came from outside, without a secret of ours that it echoes: as it is, as it stands in an address, and whatever else stands as
 * `token` in an address's query. JSON stays JSON.
 */
export function withoutSecret(text: string, secret: string): string {
  const bare = secret === '' ? text : text.replaceAll(secret, REDACTED).replaceAll(encodeURIComponent(secret), REDACTED)
  return bare.replace(IN_QUERY, `$1${REDACTED}`)
}

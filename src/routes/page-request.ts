import type { Context } from 'hono'
import { LOCALES, type Locale } from '../domain/auth/tenant.ts'
import type { AppEnv } from './scope.ts'

/** What lets this answer's own styles and scripts in (CSP level 3), and nothing else. */
export function nonceOf(): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))))
}

/** The reader's language: `?lang=`, else the browser's, else the fallback. */
export function localeOf(c: Context<AppEnv>, fallback: Locale): Locale {
  const wished = [c.req.query('lang'), ...(c.req.header('accept-language') ?? '').split(',')]
  for (const wish of wished) {
    const language = wish?.trim().slice(0, 2).toLowerCase()
    const known = LOCALES.find((locale) => locale === language)
    if (known) return known
  }
  return fallback
}

import type { Child } from 'hono/jsx'
import type { Locale } from '../domain/auth/tenant.ts'

const HOLE = /\{(\w+)\}/

/** Languages written from right to left. */
export function directionOf(locale: Locale): 'ltr' | 'rtl' {
  return locale === 'ar' ? 'rtl' : 'ltr'
}

/** `fill('Parcel {id}', { id: 'X' })` -> `Parcel X`. A hole nobody fills becomes nothing. */
export function fill(template: string, values: Readonly<Record<string, string | number>>): string {
  return template
    .split(HOLE)
    .map((part, i) => (i % 2 === 0 ? part : String(values[part] ?? '')))
    .join('')
}

/**
 * The same for markup: values may be elements, and bare text is isolated with `<bdi>`, so that a name in one script
 * does not reorder a sentence in another.
 */
export function fillNodes(template: string, values: Readonly<Record<string, Child>>): Child[] {
  return template.split(HOLE).map((part, i) => {
    if (i % 2 === 0) return part
    const value = values[part]
    return typeof value === 'string' ? <bdi>{value}</bdi> : value
  })
}

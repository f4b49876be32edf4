import type { Money } from '../../domain/shipments/money.ts'
import type { Party } from '../../domain/shipments/shipment.ts'

/** `1250 EUR` in cents -> `EUR 12.50`, with as many digits as the currency has. */
export function moneyText({ amount, currency }: Money): string {
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
  return `${currency} ${(amount / 10 ** maximumFractionDigits).toFixed(maximumFractionDigits)}`
}

/** `2500` -> `2.5 kg`. */
export const weightText = (grams: number): string => `${grams / 1000} kg`

/** An address as lines, the country last. */
export function addressLines({ address }: Party): readonly string[] {
  if (!address) return []
  const place = [address.postalCode, address.city, address.region].filter((part) => part !== null).join(' ')
  return [address.line1, address.line2, place, address.country].filter(
    (line) => line !== null && line !== '',
  ) as string[]
}

/** `2026-11-23 14:05 UTC`. */
export const minuteText = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`

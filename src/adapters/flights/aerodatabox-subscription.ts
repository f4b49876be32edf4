import { z } from 'zod'
import { sha256Hex } from '../../core/security/signatures.ts'
import { Flight } from '../../domain/shipments/flight.ts'
import type { UpstreamSubscription } from '../../domain/shipments/ports.ts'
import { lowerKeys } from './lower-keys.ts'

/** `FlightSubscriptionContract` with its keys in lower case: what of it is used here. Enums come as words or as integers. */
const contract = z.object({
  id: z.string().min(1).max(200),
  isactive: z.boolean().catch(true),
  subject: z
    .object({ type: z.union([z.string(), z.number()]).catch('FlightByNumber'), id: z.string().nullable().catch(null) })
    .catch({ type: 'FlightByNumber', id: null }),
  subscriber: z.object({ id: z.string().nullable().catch(null) }).catch({ id: null }),
})

const balance = z.object({
  creditsremaining: z.union([
    z.number().int(),
    z
      .string()
      .regex(/^-?\d+$/)
      .transform(Number),
  ]),
})

const BY_NUMBER: ReadonlySet<string> = new Set(['flightbynumber', '0'])

/** Their `subscriber.id` is the address that we gave, with our token in it: it is read here and goes no further. */
function callbackOf(address: string | null): UpstreamSubscription['callback'] {
  if (address === null || !URL.canParse(address)) return null
  const { origin, pathname, searchParams } = new URL(address)
  return { address: origin + pathname, tokenHash: sha256Hex(searchParams.get('token') ?? '') }
}

/** Null for what is no subscription. */
export function readSubscription(answered: unknown): UpstreamSubscription | null {
  const read = contract.safeParse(lowerKeys(answered))
  if (!read.success) return null
  const { id, isactive, subject, subscriber } = read.data
  const isByNumber = BY_NUMBER.has(String(subject.type).toLowerCase())
  const number = subject.id?.replace(/[\s-]/g, '') ?? ''
  return {
    providerSubscriptionId: id,
    flightNumber: isByNumber ? Flight.normalizeNumber(number) : null,
    isActive: isactive,
    callback: callbackOf(subscriber.id),
  }
}

/** Null for what is no list. */
export function readSubscriptions(answered: unknown): readonly UpstreamSubscription[] | null {
  return Array.isArray(answered) ? answered.map(readSubscription).filter((each) => each !== null) : null
}

/** Credits; null for what is no balance. */
export function readBalance(answered: unknown): number | null {
  return balance.safeParse(lowerKeys(answered)).data?.creditsremaining ?? null
}

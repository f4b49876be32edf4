import type { Locale } from '../auth/tenant.ts'
import { trackingIdsIn } from '../shipments/tracking-ids-in.ts'
import { languageOf, orderIn } from './stop-words.ts'
import { phoneKey } from './whatsapp-contacts.ts'

/** Who wrote, or was written to: by a phone, by the provider's own id, or both. At least one is there. */
export interface WhatsAppPerson {
  /** Digits, as the provider spells them. */
  readonly phone: string | null
  readonly userId: string | null
}

/** A message that somebody sent to a number of ours. */
export interface InboundMessage {
  readonly id: string
  readonly person: WhatsAppPerson
  /** ms UTC. */
  readonly at: number
  /** What was written or pressed; several where a button has a name and a meaning. Empty for pictures and all else. */
  readonly texts: readonly string[]
}

/** What became of a message of ours. */
export interface StatusReport {
  readonly messageId: string
  readonly status: 'sent' | 'delivered' | 'read' | 'failed' | 'bounced'
  /** What we gave with the message: `<tenant id>/<delivery id>`. */
  readonly deliveryKey: string | null
  readonly reason: string | null
  /** ms UTC. */
  readonly at: number
}

/** What one callback says of one number. */
export interface NumberNews {
  readonly phoneNumberId: string
  readonly messages: readonly InboundMessage[]
  readonly statuses: readonly StatusReport[]
  /** People of whom both a phone and the provider's id are told. */
  readonly links: readonly { readonly phone: string; readonly userId: string }[]
}

/** Under what a person is kept at a number: the digits of a phone before the provider's own id. */
export const personKey = ({ phone, userId }: WhatsAppPerson): string =>
  phone === null ? (userId ?? '') : phoneKey(phone)

/** What somebody wants. */
export type Wish =
  | { readonly kind: 'stop' | 'start' | 'help'; readonly locale: Locale }
  | { readonly kind: 'track'; readonly locale: Locale; readonly trackingIds: readonly string[] }

/** What a message asks for; null when there is nothing to read in it. `locale` is a guess where the word does not tell. */
export function wishOf({ texts, person }: InboundMessage): Wish | null {
  const likely = languageOf(person.phone)
  for (const text of texts) {
    const order = orderIn(text)
    if (order) return { kind: order.kind, locale: order.locale ?? likely }
  }
  const trackingIds = trackingIdsIn(texts.join('\n'))
  if (trackingIds.length > 0) return { kind: 'track', locale: likely, trackingIds }
  return texts.some((text) => text.trim() !== '') ? { kind: 'help', locale: likely } : null
}

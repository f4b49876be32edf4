import type { Locale } from '../auth/tenant.ts'
import type { Statement } from '../statement.ts'
import type { WhatsAppPerson } from './whatsapp-inbound.ts'

/** Who may speak for a number: the number's id, or `<tenant id>/<number's id>` where the tenant's own app secret signs for it. */
export const accountOf = (phoneNumberId: string, tenantId: string | null): string =>
  tenantId === null ? phoneNumberId : `${tenantId}/${phoneNumberId}`

/** A tenant that sends from a number of its own. */
export interface NumberOwner {
  readonly tenantId: string
  readonly phoneNumberId: string
  /** Encrypted; null where the number belongs to the deployment's Meta app. */
  readonly sealedAppSecret: string | null
}

/** Which tenants send from which numbers. */
export interface WhatsAppNumbers {
  /** The tenants that say a number is theirs: more than one may. One round trip. */
  ownersOf(phoneNumberIds: readonly string[]): Promise<readonly NumberOwner[]>
  /** The own numbers of these tenants; those that have none are not among them. One round trip. */
  ownedBy(tenantIds: readonly string[]): Promise<readonly NumberOwner[]>
}

/** A message as it is taken in: whether it asks for an answer is decided with what is stored, in the same commit. */
export interface TakenMessage {
  readonly id: string
  readonly person: WhatsAppPerson
  /** ms UTC. */
  readonly at: number
  readonly wish: 'stop' | 'start' | 'track' | 'help' | null
  /** How many of this batch, of the same person, ask for the same before it; of STOP and START together, after it. */
  readonly nth: number
}

export interface WhatsAppInbox {
  /**
   * Takes messages in, each once, in one commit: windows, STOPs and STARTs count at every account; answers are due at the first. A
   * STOP is answered when it ends something and a START when it brings something back; questions up to `ANSWERS_AN_HOUR`; anything
   * else once a day to those who were not answered that day.
   * @param accounts at least one
   * @returns the messages to which an answer is due, those of an earlier call that was cut off included
   */
  take(
    accounts: readonly string[],
    messages: readonly TakenMessage[],
    links: readonly { readonly phone: string; readonly userId: string }[],
    now: number,
  ): Promise<ReadonlySet<string>>
  /** That somebody is about to send the answer: false when it is not due any more, or another has it. */
  claim(account: string, messageId: string): Promise<boolean>
  /** What became of the claimed answer: `due` when it certainly was not sent and is to be tried again. */
  settle(account: string, messageId: string, as: 'due' | 'sent' | 'failed'): Statement
}

/** Questions of one person that are answered in an hour. */
export const ANSWERS_AN_HOUR = 20

/** What answers say, in the language of who asked or of the shipment. */
export interface WhatsAppWords {
  stopped(locale: Locale): string
  started(locale: Locale): string
  /** @param brand null at a number that several companies share */
  help(locale: Locale, brand: string | null): string
  unknownId(locale: Locale, trackingId: string): string
}

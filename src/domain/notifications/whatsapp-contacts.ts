/** How long free text may follow a person's last message. */
export const WINDOW_MS = 24 * 60 * 60 * 1000

/** What is known, at one sending number, of a person. */
export interface WhatsAppContact {
  /** They said STOP, and not START since: they are sent nothing they did not just ask for. */
  readonly optedOut: boolean
  /** When they last wrote, ms UTC; null when they never did. */
  readonly lastInboundAt: number | null
}

export const STRANGER: WhatsAppContact = Object.freeze({ optedOut: false, lastInboundAt: null })

/** Whether free text may be sent; outside, only an approved template. A minute less than the provider grants, for the way there. */
export const mayText = (contact: WhatsAppContact, now: number): boolean =>
  contact.lastInboundAt !== null && now < contact.lastInboundAt + WINDOW_MS - 60_000

/** The people who were met at a sending number, as one tenant that sends from it may know them. */
export interface WhatsAppContacts {
  /**
   * @param phones E.164. The answer holds each of them, as it was given. One round trip; none when there are no phones.
   */
  find(phoneNumberId: string, phones: readonly string[]): Promise<ReadonlyMap<string, WhatsAppContact>>
  /**
   * That the provider knows this phone by another number, so that what comes from there is found. Writes nothing where they are the same.
   * Never throws: the message is out.
   */
  learn(phoneNumberId: string, phone: string, waId: string, now: number): Promise<void>
}

/**
 * The digits under which a number is kept, however it is spelt: the provider leaves the ninth digit of Brazilian mobiles out
 * (55 11 8765 4321 for +55 11 98765 4321) and puts a 1 into Mexican ones (52 1 55 … for +52 55 …).
 * @param phone E.164, or the provider's digits
 */
export function phoneKey(phone: string): string {
  const digits = phone.replace(/\D/g, '')
  if (/^55\d{2}[6-9]\d{7}$/.test(digits)) return `${digits.slice(0, 4)}9${digits.slice(4)}`
  if (/^521\d{10}$/.test(digits)) return `52${digits.slice(3)}`
  return digits
}

/** A message to one phone. The same `deliveryKey` comes back with the provider's callbacks: `<tenant id>/<delivery id>`. */
export interface WhatsAppMessage {
  /** E.164; in an answer also the provider's id of somebody who shows no number. */
  readonly to: string
  readonly content: WhatsAppTemplate | WhatsAppText
  readonly deliveryKey: string
  /** Which try of this message it is, from 1, where the wait after a refusal grows with them. */
  readonly attempt?: number
  /** The provider's id of the message that this one answers. */
  readonly inReplyTo?: string
}

/** An approved template: the only thing that may be sent to someone who has not written within 24 hours. */
export interface WhatsAppTemplate {
  readonly type: 'template'
  readonly name: string
  /** As the provider spells it: `en`, `pt_BR`. */
  readonly language: string
  /** The body's positional parameters, in order. */
  readonly parameters: readonly string[]
}

/** Free text, within 24 hours of the person's last message. */
export interface WhatsAppText {
  readonly type: 'text'
  readonly body: string
}

/** Sends one WhatsApp message. Throws `DeliveryFailure`. */
export interface WhatsAppService {
  readonly provider: string
  /** Whether the provider knows a delivery key again. Absent means that it does not: what may have been sent is then not sent again. */
  readonly repeatable?: boolean
  /** The sending number at the provider: what windows and STOPs belong to. Null for the development adapter. */
  readonly phoneNumberId: string | null
  /** `waId`: the number as the provider spells it, where it said so. */
  send(message: WhatsAppMessage): Promise<{ readonly messageId: string; readonly waId: string | null }>
}

/** A message to one device. */
export interface PushMessage {
  readonly token: string
  readonly title: string
  readonly body: string
  /** Strings only, as the provider demands. */
  readonly data: Readonly<Record<string, string>>
  /** Where a tap leads. */
  readonly link: string | null
  /** A later message with the same key takes the place of an earlier one that was not shown yet. */
  readonly collapseKey: string | null
}

/** Sends one push message. Throws `DeliveryFailure`; `gone` when the device is to be forgotten. */
export interface PushService {
  readonly provider: string
  /** As for WhatsApp. */
  readonly repeatable?: boolean
  send(message: PushMessage): Promise<{ readonly messageId: string }>
}

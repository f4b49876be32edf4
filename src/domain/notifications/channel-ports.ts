/** A message to one phone. The same `deliveryKey` comes back with the provider's callbacks: `<tenant id>/<delivery id>`. */
export interface WhatsAppMessage {
  /** E.164. */
  readonly to: string
  readonly content: WhatsAppTemplate | WhatsAppText
  readonly deliveryKey: string
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
  send(message: PushMessage): Promise<{ readonly messageId: string }>
}

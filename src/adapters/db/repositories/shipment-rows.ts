import type { InferInsertModel } from 'drizzle-orm'
import type { Row } from '../../../core/database.ts'
import { folded } from '../../../domain/folded.ts'
import type { Money } from '../../../domain/shipments/money.ts'
import type { Shipment } from '../../../domain/shipments/shipment.ts'
import type { TrackingEvent } from '../../../domain/shipments/tracking-event.ts'
import { decode } from '../decode.ts'
import { shipments, trackingEvents } from '../schema/tenant/shipments.ts'

export function money(amount: number | null, currency: string | null): Money | null {
  return amount === null || currency === null ? null : { amount, currency }
}

export function toShipment(row: Row, prefix = ''): Shipment {
  const {
    senderName,
    senderPhone,
    senderEmail,
    senderAddress,
    recipientName,
    recipientPhone,
    recipientEmail,
    recipientAddress,
    declaredAmount,
    declaredCurrency,
    codAmount,
    codCurrency,
    notifyEmail,
    notifyWhatsapp,
    notifyPush,
    recipientFolded: _lookedUpBy,
    ...same
  } = decode(shipments, row, prefix)
  return Object.freeze({
    ...same,
    sender: { name: senderName, phone: senderPhone, email: senderEmail, address: senderAddress },
    recipient: { name: recipientName, phone: recipientPhone, email: recipientEmail, address: recipientAddress },
    declaredValue: money(declaredAmount, declaredCurrency),
    codAmount: money(codAmount, codCurrency),
    notify: { email: notifyEmail, whatsapp: notifyWhatsapp, push: notifyPush },
  })
}

export function fromShipment(shipment: Shipment): InferInsertModel<typeof shipments> {
  const { sender, recipient, declaredValue, codAmount, notify, ...same } = shipment
  return {
    ...same,
    senderName: sender.name,
    senderPhone: sender.phone,
    senderEmail: sender.email,
    senderAddress: sender.address,
    recipientName: recipient.name,
    recipientPhone: recipient.phone,
    recipientEmail: recipient.email,
    recipientAddress: recipient.address,
    recipientFolded: folded(recipient.name),
    declaredAmount: declaredValue?.amount ?? null,
    declaredCurrency: declaredValue?.currency ?? null,
    codAmount: codAmount?.amount ?? null,
    codCurrency: codAmount?.currency ?? null,
    notifyEmail: notify.email,
    notifyWhatsapp: notify.whatsapp,
    notifyPush: notify.push,
  }
}

export function toTrackingEvent(row: Row): TrackingEvent {
  return Object.freeze(decode(trackingEvents, row))
}

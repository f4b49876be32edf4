import { DomainError, type FieldError } from '../errors.ts'
import type { NewShipment } from './shipment.ts'

type Checked = Pick<NewShipment, 'origin' | 'destination' | 'recipient' | 'notify' | 'paymentMethod' | 'codAmount'>

function refuseFields(input: Checked): readonly FieldError[] {
  const errors: FieldError[] = []
  const asked = input.notify.email || input.notify.whatsapp || input.notify.push
  if (input.origin === input.destination) {
    errors.push({ pointer: '/destination', message: 'The destination is the origin. Name another airport.' })
  }
  if (asked && input.recipient.phone === null && input.recipient.email === null) {
    errors.push({ pointer: '/recipient', message: 'To be told, the recipient needs a phone or an email.' })
  }
  if (
    input.notify.email &&
    input.recipient.email === null &&
    input.recipient.phone !== null &&
    !input.notify.whatsapp
  ) {
    errors.push({ pointer: '/recipient/email', message: 'Mail was asked for, but the recipient has no email.' })
  }
  if (input.paymentMethod === 'cod' && input.codAmount === null) {
    errors.push({ pointer: '/cod_amount', message: 'Cash on delivery needs the amount to collect.' })
  }
  if (input.paymentMethod !== 'cod' && input.codAmount !== null) {
    errors.push({ pointer: '/cod_amount', message: 'An amount to collect goes with payment_method "cod" only.' })
  }
  return errors
}

/** What must hold between the fields of a shipment. Throws `unprocessable` with a pointer per field. */
export function assertShipmentFields(input: Checked): void {
  const errors = refuseFields(input)
  if (errors.length > 0) throw new DomainError('unprocessable', 'The shipment cannot be made like this.', { errors })
}

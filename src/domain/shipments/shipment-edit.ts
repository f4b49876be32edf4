import type { Locale } from '../auth/tenant.ts'
import { DomainError } from '../errors.ts'
import type { Money } from './money.ts'
import type { PaymentMethod } from './payment-status.ts'
import type { NotifyChannels, Party, Shipment } from './shipment.ts'
import { assertShipmentFields } from './shipment-fields.ts'
import type { ShipmentStatus } from './shipment-status.ts'

/** What may be changed of a shipment beside its way. What is absent stays as it is; null empties. */
export interface ShipmentEdit {
  readonly origin?: string
  readonly destination?: string
  readonly sender?: Partial<Party>
  readonly recipient?: Partial<Party>
  readonly weightGrams?: number
  readonly pieces?: number
  readonly description?: string
  readonly paymentMethod?: PaymentMethod
  readonly declaredValue?: Money | null
  readonly codAmount?: Money | null
  readonly reference?: string | null
  readonly awb?: string | null
  readonly customerUserId?: string | null
  readonly notify?: Partial<NotifyChannels>
  readonly locale?: Locale
}

/** Each field that can be edited, as callers name it, and what it is. */
const FIELDS = {
  origin: (s) => s.origin,
  destination: (s) => s.destination,
  'sender.name': (s) => s.sender.name,
  'sender.phone': (s) => s.sender.phone,
  'sender.email': (s) => s.sender.email,
  'sender.address': (s) => s.sender.address,
  'recipient.name': (s) => s.recipient.name,
  'recipient.phone': (s) => s.recipient.phone,
  'recipient.email': (s) => s.recipient.email,
  'recipient.address': (s) => s.recipient.address,
  weight_grams: (s) => s.weightGrams,
  pieces: (s) => s.pieces,
  description: (s) => s.description,
  payment_method: (s) => s.paymentMethod,
  declared_value: (s) => s.declaredValue,
  cod_amount: (s) => s.codAmount,
  reference: (s) => s.reference,
  awb: (s) => s.awb,
  customer_user_id: (s) => s.customerUserId,
  notify: (s) => s.notify,
  locale: (s) => s.locale,
} as const satisfies Readonly<Record<string, (shipment: Shipment) => unknown>>

export type ShipmentField = keyof typeof FIELDS
export const SHIPMENT_FIELDS = Object.keys(FIELDS) as readonly ShipmentField[]

const CONTACT: readonly ShipmentField[] = ['recipient.phone', 'recipient.email', 'notify', 'locale']
/** Until it is handed over its address may still turn out wrong. */
const DELIVERY: readonly ShipmentField[] = [...CONTACT, 'recipient.address']
/** What a flight's papers say is fixed once it is in the air. */
const PAPERS: readonly ShipmentField[] = ['reference', 'description', 'declared_value', 'awb', 'weight_grams', 'pieces']
const BAGGED: readonly ShipmentField[] = [...DELIVERY, 'recipient.name', ...PAPERS]
/** How it is paid is settled before it leaves the counter's reach; where it goes is what it was taken in for. */
const RECEIVED = SHIPMENT_FIELDS.filter((field) => field !== 'origin' && field !== 'destination')

/** What each status lets be edited. */
export const EDITABLE: Readonly<Record<ShipmentStatus, readonly ShipmentField[]>> = {
  created: SHIPMENT_FIELDS,
  received: RECEIVED,
  bagged: BAGGED,
  in_transit: CONTACT,
  arrived: DELIVERY,
  customs_hold: [...DELIVERY, 'description', 'declared_value'],
  available_for_pickup: DELIVERY,
  out_for_delivery: DELIVERY,
  delivery_failed: DELIVERY,
  delivered: [],
  returned: [],
  lost: [],
  cancelled: [],
}

export interface ShipmentEdited {
  readonly shipment: Shipment
  /** Empty: nothing differs, and nothing is to be stored. */
  readonly changed: readonly ShipmentField[]
}

/**
 * A shipment with some of its fields changed. Only what differs counts, so a form can be sent back whole.
 * Throws `conflict` with the fields that its status lets be edited, in `allowed`; `unprocessable` with pointers when it could not have
 * been made like this.
 */
export function editShipment(before: Shipment, edit: ShipmentEdit, now: number): ShipmentEdited {
  const edited: Shipment = {
    ...before,
    ...edit,
    sender: { ...before.sender, ...edit.sender },
    recipient: { ...before.recipient, ...edit.recipient },
    notify: { ...before.notify, ...edit.notify },
    version: before.version + 1,
    updatedAt: now,
  }
  const changed = SHIPMENT_FIELDS.filter((field) => !isSame(FIELDS[field](before), FIELDS[field](edited)))
  if (changed.length === 0) return { shipment: before, changed }
  assertEditable(before, changed)
  assertShipmentFields(edited)
  return { shipment: Object.freeze(edited), changed }
}

function assertEditable(shipment: Shipment, changed: readonly ShipmentField[]): void {
  const allowed = EDITABLE[shipment.status]
  const refused = changed.filter((field) => !allowed.includes(field))
  if (refused.length === 0) return
  const way = allowed.length > 0 ? `Now only these can: ${allowed.join(', ')}.` : 'Nothing of it can any more.'
  throw new DomainError(
    'conflict',
    `The shipment is ${shipment.status}: ${refused.join(', ')} cannot be changed. ${way}`,
    {
      allowed,
      errors: refused.map((field) => ({
        pointer: `/${field.replace('.', '/')}`,
        message: `It cannot be changed while the shipment is ${shipment.status}.`,
      })),
    },
  )
}

/** Values are plain: text, numbers, null, and small records of these, whose keys may come in any order. */
function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  const [left, right] = [Object.entries(a), new Map(Object.entries(b))]
  return left.length === right.size && left.every(([key, value]) => right.has(key) && isSame(value, right.get(key)))
}

/** Fields that say who somebody is or what is theirs: the audit log keeps that they changed, and not to what. */
const PERSONAL = /^(sender|recipient)\.|^description$/

/** What changed, for the audit log: values of no person. */
export function maskedChanges(
  before: Shipment,
  { shipment, changed }: ShipmentEdited,
): Readonly<Record<string, { readonly from: unknown; readonly to: unknown }>> {
  const shown = (field: ShipmentField, value: unknown) => (value !== null && PERSONAL.test(field) ? '***' : value)
  return Object.fromEntries(
    changed.map((field) => [
      field,
      { from: shown(field, FIELDS[field](before)), to: shown(field, FIELDS[field](shipment)) },
    ]),
  )
}

import type { Shipment } from '../../domain/shipments/shipment.ts'
import { timeOrNull, timeText } from '../fields.ts'

/** How a cell's text becomes a value of the API's body. */
export type CellKind = 'text' | 'integer' | 'boolean'

/** One column of shipments as CSV. Its name is the field's in the API, with dots for nested ones. */
export interface CsvColumn {
  readonly name: string
  readonly kind: CellKind
  readonly required?: true
  /** In the template's row. */
  readonly example: string
  readonly of: (shipment: Shipment) => string | number | boolean | null | undefined
}

type PartyName = 'sender' | 'recipient'

function partyColumns(who: PartyName, examples: readonly string[]): readonly CsvColumn[] {
  const required = who === 'recipient' ? { required: true as const } : {}
  const text = { kind: 'text' as const }
  const [name = '', phone = '', email = '', line1 = '', city = '', postalCode = '', country = ''] = examples
  return [
    { ...text, name: `${who}.name`, required: true, example: name, of: (it) => it[who].name },
    { ...text, name: `${who}.phone`, example: phone, of: (it) => it[who].phone },
    { ...text, name: `${who}.email`, example: email, of: (it) => it[who].email },
    { ...text, ...required, name: `${who}.address.line1`, example: line1, of: (it) => it[who].address?.line1 },
    { ...text, name: `${who}.address.line2`, example: '', of: (it) => it[who].address?.line2 },
    { ...text, ...required, name: `${who}.address.city`, example: city, of: (it) => it[who].address?.city },
    { ...text, name: `${who}.address.region`, example: '', of: (it) => it[who].address?.region },
    { ...text, name: `${who}.address.postal_code`, example: postalCode, of: (it) => it[who].address?.postalCode },
    { ...text, ...required, name: `${who}.address.country`, example: country, of: (it) => it[who].address?.country },
  ]
}

const SENDER = ['Ana Ruiz', '+34 600 111 222', 'ana@example.com', 'Calle Mayor 1', 'Madrid', '28013', 'ES']
const RECIPIENT = ['Yoel Pérez', '+53 5 5512345', 'yoel@example.com', 'Calle 23 no. 105', 'La Habana', '10400', 'CU']

/** What an import reads, in the template's order. */
export const IMPORT_COLUMNS: readonly CsvColumn[] = [
  { name: 'reference', kind: 'text', example: 'ORDER-1001', of: (it) => it.reference },
  { name: 'origin', kind: 'text', required: true, example: 'MAD', of: (it) => it.origin },
  { name: 'destination', kind: 'text', required: true, example: 'HAV', of: (it) => it.destination },
  ...partyColumns('sender', SENDER),
  ...partyColumns('recipient', RECIPIENT),
  { name: 'weight_grams', kind: 'integer', required: true, example: '2500', of: (it) => it.weightGrams },
  { name: 'pieces', kind: 'integer', example: '1', of: (it) => it.pieces },
  { name: 'description', kind: 'text', example: 'Medicines', of: (it) => it.description },
  { name: 'payment_method', kind: 'text', example: 'cod', of: (it) => it.paymentMethod },
  { name: 'declared_value.amount', kind: 'integer', example: '12000', of: (it) => it.declaredValue?.amount },
  { name: 'declared_value.currency', kind: 'text', example: 'EUR', of: (it) => it.declaredValue?.currency },
  { name: 'cod_amount.amount', kind: 'integer', example: '4500', of: (it) => it.codAmount?.amount },
  { name: 'cod_amount.currency', kind: 'text', example: 'EUR', of: (it) => it.codAmount?.currency },
  { name: 'awb', kind: 'text', example: '', of: (it) => it.awb },
  { name: 'customer_user_id', kind: 'text', example: '', of: (it) => it.customerUserId },
  { name: 'notify.email', kind: 'boolean', example: 'true', of: (it) => it.notify.email },
  { name: 'notify.whatsapp', kind: 'boolean', example: 'false', of: (it) => it.notify.whatsapp },
  { name: 'notify.push', kind: 'boolean', example: 'false', of: (it) => it.notify.push },
  { name: 'locale', kind: 'text', example: 'es', of: (it) => it.locale },
]

/** What is the service's own: an export tells it, an import passes over it. */
const OWN_COLUMNS: readonly Pick<CsvColumn, 'name' | 'of'>[] = [
  { name: 'id', of: (it) => it.id },
  { name: 'tracking_id', of: (it) => it.trackingId },
  { name: 'status', of: (it) => it.status },
  { name: 'payment_status', of: (it) => it.paymentStatus },
  { name: 'bag_id', of: (it) => it.bagId },
  { name: 'created_at', of: (it) => timeText(it.createdAt) },
  { name: 'updated_at', of: (it) => timeText(it.updatedAt) },
  { name: 'delivered_at', of: (it) => timeOrNull(it.deliveredAt) },
]
export const OWN_NAMES: readonly string[] = OWN_COLUMNS.map((column) => column.name)

const EXPORTED = [...OWN_COLUMNS, ...IMPORT_COLUMNS]
export const EXPORT_HEADER: readonly string[] = EXPORTED.map((column) => column.name)

/** A shipment as the cells of one line, in the order of `EXPORT_HEADER`. */
export const exportCells = (shipment: Shipment): readonly string[] =>
  EXPORTED.map((column) => String(column.of(shipment) ?? ''))

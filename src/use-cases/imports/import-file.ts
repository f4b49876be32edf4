import type { NewShipment } from '../../domain/shipments/shipment.ts'

/** A row as it was read: what it asks for, or what is wrong with it, by column. */
export type ReadRow =
  | { readonly input: NewShipment }
  | { readonly refusals: readonly { readonly field: string; readonly message: string }[] }

/** A file whose table was read, and whose rows are read one by one. */
export interface ImportFile {
  /** Each row's number as a spreadsheet counts, the header being 1, and its reference; empty for none. */
  readonly rows: readonly { readonly row: number; readonly reference: string }[]
  /** Columns that are there and are not read, because they are the service's own. */
  readonly ignored: readonly string[]
  /** @param index into `rows` */
  read(index: number): ReadRow
}

/** Makes a file out of its bytes. Throws `unprocessable` for what is no table of shipments. */
export type ReadImportFile = (bytes: Uint8Array) => ImportFile

import type { NotificationEvent } from '../notifications/notification-event.ts'
import type { Page, PageRequest } from '../page.ts'
import type { Statement } from '../statement.ts'
import type { RowProblem, ShipmentImport } from './import.ts'
import type { Shipment } from './shipment.ts'
import type { TrackingEvent } from './tracking-event.ts'

/** A good row: the shipment it will be, the first line of its timeline, and what is told of it. */
export interface StagedRow {
  readonly row: number
  readonly shipment: Shipment
  readonly event: TrackingEvent
  readonly notification: NotificationEvent
}

export interface ImportRepository {
  find(id: string): Promise<ShipmentImport | null>
  /** With its problems, errors first, in order of the rows. One round trip. */
  findWithProblems(
    id: string,
  ): Promise<{ readonly import: ShipmentImport; readonly problems: readonly RowProblem[] } | null>
  list(page: PageRequest): Promise<Page<ShipmentImport>>
  insert(it: ShipmentImport): Statement
  /** Fails the commit with `conflict` when another consumer has moved it on: so each chunk counts once. */
  update(before: ShipmentImport, after: ShipmentImport): Statement
  stage(id: string, rows: readonly StagedRow[]): readonly Statement[]
  /** Keeps problems behind those that are there already: `seq` of the first error and the first warning. */
  noteProblems(
    id: string,
    problems: readonly RowProblem[],
    after: { readonly errors: number; readonly warnings: number },
  ): readonly Statement[]
  /** Makes the staged rows shipments with timelines, notifications and outbox rows. Four statements, however many; `rows` of them or none. */
  putIn(id: string, rows: number): readonly Statement[]
  discardStaged(id: string): Statement
}

/** Where the files of imports lie: `tenants/<tenant>/imports/<id>.csv`. */
export interface ImportFiles {
  put(id: string, bytes: Uint8Array): Promise<void>
  /** Null when it is gone. */
  get(id: string): Promise<Uint8Array | null>
  remove(id: string): Promise<void>
}

/** Which rule a refused statement broke. */
export type RowGuardRule =
  | 'not_understood'
  | 'comment'
  | 'stacked'
  | 'statement_kind'
  | 'parameter_form'
  | 'table_name'
  | 'join_kind'
  | 'unanchored'
  | 'insert_tenant'
  | 'conflict_target'
  | 'tenant_assignment'
  | 'wrong_tenant'

/**
 * A statement that could reach another tenant's rows. It is a fault in our own code, never the caller's, so it
 * is no AppError. The message names the rule and at most a table: no literal and no bound value.
 */
export class RowGuardError extends Error {
  readonly rule: RowGuardRule

  constructor(rule: RowGuardRule, message: string) {
    super(`Row guard (${rule}): ${message}`)
    this.name = 'RowGuardError'
    this.rule = rule
  }
}

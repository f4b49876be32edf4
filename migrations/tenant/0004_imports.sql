-- Shipments that come in as a file. Rows are checked and staged chunk by chunk; they become shipments all at once, in the commit that
-- ends the import, so that an import that dies midway has made nothing.

CREATE TABLE imports (
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('queued', 'validating', 'finished', 'failed')),
  dry_run INTEGER NOT NULL CHECK (dry_run IN (0, 1)),
  on_error TEXT NOT NULL CHECK (on_error IN ('abort', 'skip')),
  file_name TEXT,
  file_bytes INTEGER NOT NULL,
  rows_total INTEGER NOT NULL CHECK (rows_total > 0),
  rows_checked INTEGER NOT NULL CHECK (rows_checked BETWEEN 0 AND rows_total),
  rows_refused INTEGER NOT NULL CHECK (rows_refused BETWEEN 0 AND rows_checked),
  rows_imported INTEGER NOT NULL CHECK (rows_imported BETWEEN 0 AND rows_checked - rows_refused),
  error_count INTEGER NOT NULL,
  warning_count INTEGER NOT NULL,
  reason TEXT,
  created_by TEXT NOT NULL,
  told_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  finished_at INTEGER,
  PRIMARY KEY (tenant_id, id),
  CHECK (dry_run = 0 OR rows_imported = 0),
  CHECK ((finished_at IS NULL) = (status IN ('queued', 'validating')))
) STRICT, WITHOUT ROWID;

-- A good row as the rows of other tables that it will become: JSON objects by the names of their columns.
CREATE TABLE import_rows (
  tenant_id TEXT NOT NULL,
  import_id TEXT NOT NULL,
  row_no INTEGER NOT NULL,
  shipment TEXT NOT NULL CHECK (json_valid(shipment)),
  event TEXT NOT NULL CHECK (json_valid(event)),
  notification TEXT NOT NULL CHECK (json_valid(notification)),
  PRIMARY KEY (tenant_id, import_id, row_no),
  FOREIGN KEY (tenant_id, import_id) REFERENCES imports (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE import_problems (
  tenant_id TEXT NOT NULL,
  import_id TEXT NOT NULL,
  severity TEXT NOT NULL CHECK (severity IN ('error', 'warning')),
  seq INTEGER NOT NULL,
  row_no INTEGER NOT NULL,
  field TEXT NOT NULL,
  message TEXT NOT NULL,
  PRIMARY KEY (tenant_id, import_id, severity, seq),
  FOREIGN KEY (tenant_id, import_id) REFERENCES imports (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- One relay at a time works the directory's outbox. There is one row, whose tenant_id is 'directory'. A lease that was not
-- given back runs out by itself.
CREATE TABLE outbox_leases (
  tenant_id TEXT NOT NULL PRIMARY KEY,
  holder TEXT NOT NULL,
  held_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

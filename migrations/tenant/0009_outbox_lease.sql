-- One relay at a time works a company's outbox, so that its events keep their order and none is sent on by two. A lease that
-- was not given back runs out by itself.
CREATE TABLE outbox_leases (
  tenant_id TEXT NOT NULL PRIMARY KEY,
  holder TEXT NOT NULL,
  held_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

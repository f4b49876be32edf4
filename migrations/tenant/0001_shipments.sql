-- The data plane. Every primary key, index and foreign key starts with tenant_id: a tenant's rows are one range of each
-- B-tree, and a reference across tenants cannot be stored. Times are ms since 1970, UTC. Migrations only add.

CREATE TABLE flights (
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  flight_number TEXT NOT NULL,
  departure_date TEXT NOT NULL,
  origin TEXT NOT NULL,
  destination TEXT NOT NULL,
  status TEXT NOT NULL,
  provider_status TEXT,
  scheduled_departure INTEGER,
  estimated_departure INTEGER,
  actual_departure INTEGER,
  scheduled_arrival INTEGER,
  estimated_arrival INTEGER,
  actual_arrival INTEGER,
  terminal TEXT,
  gate TEXT,
  arrival_terminal TEXT,
  baggage_belt TEXT,
  aircraft TEXT,
  provider TEXT,
  last_provider_update_at INTEGER,
  told_at TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(told_at)),
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX flights_by_identity ON flights (tenant_id, flight_number, departure_date, origin);
CREATE INDEX flights_by_date ON flights (tenant_id, departure_date, id);
CREATE INDEX flights_by_status ON flights (tenant_id, status, id);

CREATE TABLE bags (
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  bag_number TEXT NOT NULL,
  seal_number TEXT,
  origin TEXT NOT NULL,
  destination TEXT NOT NULL,
  status TEXT NOT NULL,
  flight_id TEXT,
  courier_user_id TEXT,
  shipment_count INTEGER NOT NULL CHECK (shipment_count >= 0),
  total_weight_grams INTEGER NOT NULL CHECK (total_weight_grams >= 0),
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, flight_id) REFERENCES flights (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX bags_by_number ON bags (tenant_id, bag_number);
CREATE INDEX bags_by_flight ON bags (tenant_id, flight_id, id) WHERE flight_id IS NOT NULL;
CREATE INDEX bags_by_status ON bags (tenant_id, status, id);
CREATE INDEX bags_by_courier ON bags (tenant_id, courier_user_id, id) WHERE courier_user_id IS NOT NULL;

CREATE TABLE shipments (
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  tracking_id TEXT NOT NULL,
  status TEXT NOT NULL,
  payment_status TEXT NOT NULL,
  payment_method TEXT NOT NULL,
  origin TEXT NOT NULL,
  destination TEXT NOT NULL,
  sender_name TEXT NOT NULL,
  sender_phone TEXT,
  sender_email TEXT,
  sender_address TEXT CHECK (sender_address IS NULL OR json_valid(sender_address)),
  recipient_name TEXT NOT NULL,
  recipient_phone TEXT,
  recipient_email TEXT,
  recipient_address TEXT CHECK (recipient_address IS NULL OR json_valid(recipient_address)),
  weight_grams INTEGER NOT NULL CHECK (weight_grams > 0),
  pieces INTEGER NOT NULL CHECK (pieces > 0),
  description TEXT NOT NULL,
  declared_amount INTEGER,
  declared_currency TEXT,
  cod_amount INTEGER,
  cod_currency TEXT,
  reference TEXT,
  awb TEXT,
  customer_user_id TEXT,
  courier_user_id TEXT,
  bag_id TEXT,
  notify_email INTEGER NOT NULL CHECK (notify_email IN (0, 1)),
  notify_whatsapp INTEGER NOT NULL CHECK (notify_whatsapp IN (0, 1)),
  notify_push INTEGER NOT NULL CHECK (notify_push IN (0, 1)),
  locale TEXT NOT NULL,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  delivered_at INTEGER,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, bag_id) REFERENCES bags (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX shipments_by_tracking_id ON shipments (tenant_id, tracking_id);
CREATE INDEX shipments_by_status ON shipments (tenant_id, status, id);
CREATE INDEX shipments_by_bag ON shipments (tenant_id, bag_id, id) WHERE bag_id IS NOT NULL;

-- Which shipment was in which bag, and when. At most one row of a shipment is open: the index says so.
CREATE TABLE bag_shipments (
  tenant_id TEXT NOT NULL,
  bag_id TEXT NOT NULL,
  shipment_id TEXT NOT NULL,
  added_at INTEGER NOT NULL,
  removed_at INTEGER,
  PRIMARY KEY (tenant_id, bag_id, shipment_id, added_at),
  FOREIGN KEY (tenant_id, bag_id) REFERENCES bags (tenant_id, id),
  FOREIGN KEY (tenant_id, shipment_id) REFERENCES shipments (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX bag_shipments_one_active_bag ON bag_shipments (tenant_id, shipment_id) WHERE removed_at IS NULL;

CREATE TABLE tracking_events (
  tenant_id TEXT NOT NULL,
  shipment_id TEXT NOT NULL,
  id TEXT NOT NULL,
  status TEXT NOT NULL,
  code TEXT,
  reason_code TEXT,
  occurred_at INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  time_type TEXT NOT NULL,
  airport TEXT,
  flight_id TEXT,
  bag_id TEXT,
  actor TEXT NOT NULL,
  source TEXT NOT NULL,
  is_public INTEGER NOT NULL CHECK (is_public IN (0, 1)),
  note TEXT,
  PRIMARY KEY (tenant_id, shipment_id, id),
  FOREIGN KEY (tenant_id, shipment_id) REFERENCES shipments (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER tracking_events_no_update BEFORE UPDATE ON tracking_events BEGIN SELECT RAISE(ABORT, 'tracking_events is append-only'); END;
CREATE TRIGGER tracking_events_no_delete BEFORE DELETE ON tracking_events BEGIN SELECT RAISE(ABORT, 'tracking_events is append-only'); END;

CREATE TABLE audit_log (
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject_type TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  changes TEXT NOT NULL CHECK (json_valid(changes)),
  address TEXT,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END;
CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END;

CREATE TABLE notification_events (
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  type TEXT NOT NULL,
  subject_type TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  payload TEXT NOT NULL CHECK (json_valid(payload)),
  audience TEXT NOT NULL CHECK (json_valid(audience)),
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- What is still to be relayed. A row that is done is deleted, so the sweep over all tenants reads pending rows only.
CREATE TABLE outbox (
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  type TEXT NOT NULL,
  payload TEXT NOT NULL CHECK (json_valid(payload)),
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE deliveries (
  tenant_id TEXT NOT NULL,
  event_id TEXT NOT NULL,
  recipient TEXT NOT NULL,
  channel TEXT NOT NULL,
  id TEXT NOT NULL,
  shipment_id TEXT,
  status TEXT NOT NULL,
  provider TEXT,
  provider_message_id TEXT,
  attempts INTEGER NOT NULL,
  next_attempt_at INTEGER,
  last_error TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, event_id, recipient, channel)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX deliveries_by_id ON deliveries (tenant_id, id);
CREATE INDEX deliveries_by_status ON deliveries (tenant_id, status, id);
CREATE INDEX deliveries_by_shipment ON deliveries (tenant_id, shipment_id, id) WHERE shipment_id IS NOT NULL;

-- Shipments whose public page is open somewhere, so that a landing wakes no hub that nobody listens to.
CREATE TABLE tracking_watchers (
  tenant_id TEXT NOT NULL,
  shipment_id TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, shipment_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE idempotency_keys (
  tenant_id TEXT NOT NULL,
  principal TEXT NOT NULL,
  key TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  response_status INTEGER NOT NULL,
  response_body TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, principal, key)
) STRICT, WITHOUT ROWID;

-- A commit states how many rows each of its updates must change. The row is never stored: a miss ends the whole batch.
CREATE TABLE commit_guard (
  tenant_id TEXT NOT NULL,
  what TEXT NOT NULL,
  expected INTEGER NOT NULL,
  actual INTEGER NOT NULL
) STRICT;
CREATE TRIGGER commit_guard_check BEFORE INSERT ON commit_guard BEGIN
  SELECT CASE WHEN NEW.expected = NEW.actual THEN RAISE(IGNORE) ELSE RAISE(ABORT, 'commit_guard:' || NEW.what) END;
END;

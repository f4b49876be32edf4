-- What a courier brings back, and what was paid. Both are told once and never changed.

-- A delivery or a failed attempt. Pictures lie in R2 under their keys; this row is the truth, an object without one is nothing.
CREATE TABLE proofs (
  tenant_id TEXT NOT NULL,
  shipment_id TEXT NOT NULL,
  id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('delivery', 'attempt')),
  reason_code TEXT,
  receiver_name TEXT,
  note TEXT,
  latitude REAL CHECK (latitude BETWEEN -90 AND 90),
  longitude REAL CHECK (longitude BETWEEN -180 AND 180),
  signature_key TEXT,
  photo_key TEXT,
  cod_amount INTEGER,
  cod_currency TEXT,
  courier TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, shipment_id, id),
  CHECK ((kind = 'delivery') = (receiver_name IS NOT NULL)),
  CHECK ((kind = 'attempt') = (reason_code IS NOT NULL)),
  FOREIGN KEY (tenant_id, shipment_id) REFERENCES shipments (tenant_id, id)
) STRICT, WITHOUT ROWID;
-- Delivering twice is one delivery.
CREATE UNIQUE INDEX proofs_one_delivery ON proofs (tenant_id, shipment_id) WHERE kind = 'delivery';
CREATE TRIGGER proofs_no_update BEFORE UPDATE ON proofs BEGIN SELECT RAISE(ABORT, 'proofs is append-only'); END;
CREATE TRIGGER proofs_no_delete BEFORE DELETE ON proofs BEGIN SELECT RAISE(ABORT, 'proofs is append-only'); END;

-- Each step of a shipment's payment status, with the money that moved. Amounts are minor units.
CREATE TABLE payments (
  tenant_id TEXT NOT NULL,
  shipment_id TEXT NOT NULL,
  id TEXT NOT NULL,
  from_status TEXT NOT NULL,
  to_status TEXT NOT NULL,
  amount INTEGER CHECK (amount >= 0),
  currency TEXT,
  note TEXT,
  actor TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, shipment_id, id),
  CHECK ((amount IS NULL) = (currency IS NULL)),
  FOREIGN KEY (tenant_id, shipment_id) REFERENCES shipments (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER payments_no_update BEFORE UPDATE ON payments BEGIN SELECT RAISE(ABORT, 'payments is append-only'); END;
CREATE TRIGGER payments_no_delete BEFORE DELETE ON payments BEGIN SELECT RAISE(ABORT, 'payments is append-only'); END;

-- What one courier carries out of one bag, page by page.
CREATE INDEX shipments_by_courier_bag ON shipments (tenant_id, courier_user_id, bag_id, id) WHERE courier_user_id IS NOT NULL AND bag_id IS NOT NULL;

-- The control plane. Times are ms since 1970, UTC. Migrations only add; nothing is rebuilt.

CREATE TABLE tenants (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  slug TEXT NOT NULL UNIQUE,
  code TEXT NOT NULL UNIQUE CHECK (length(code) = 3),
  plan TEXT NOT NULL,
  shard INTEGER NOT NULL,
  status TEXT NOT NULL,
  locale TEXT NOT NULL,
  branding TEXT NOT NULL CHECK (json_valid(branding)),
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE users (
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  id TEXT NOT NULL,
  email TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
  email_verified_at INTEGER,
  password_hash TEXT,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
  id TEXT NOT NULL PRIMARY KEY,
  family_id TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  token_hash TEXT NOT NULL UNIQUE,
  rotated_from TEXT,
  user_agent TEXT,
  address TEXT,
  created_at INTEGER NOT NULL,
  last_used_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  revoked_at INTEGER,
  revoked_reason TEXT,
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_family ON sessions (family_id);
CREATE INDEX sessions_by_user ON sessions (tenant_id, user_id, id);
CREATE INDEX sessions_by_parent ON sessions (rotated_from) WHERE rotated_from IS NOT NULL;

-- What is mailed once. The token itself is derived from the id, so nothing secret lies here.
CREATE TABLE one_time_tokens (
  id TEXT NOT NULL PRIMARY KEY,
  purpose TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER,
  created_at INTEGER NOT NULL,
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- One per provider and flight number, shared by every tenant that watches the number.
CREATE TABLE flight_alert_subscriptions (
  id TEXT NOT NULL PRIMARY KEY,
  provider TEXT NOT NULL,
  provider_subscription_id TEXT,
  flight_number TEXT NOT NULL,
  callback_token_hash TEXT NOT NULL UNIQUE,
  status TEXT NOT NULL,
  last_notification_at INTEGER,
  credits_remaining INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX flight_alert_subscriptions_live ON flight_alert_subscriptions (provider, flight_number) WHERE status <> 'ended';

CREATE TABLE flight_alert_watchers (
  flight_number TEXT NOT NULL,
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  flight_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (flight_number, tenant_id, flight_id)
) STRICT, WITHOUT ROWID;

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

-- What is still to be relayed. A row that is done is deleted.
CREATE TABLE outbox (
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  type TEXT NOT NULL,
  payload TEXT NOT NULL CHECK (json_valid(payload)),
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
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

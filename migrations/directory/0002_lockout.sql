-- Accounts, complete: lock-out, one successor for a refresh token, a tenant's settings. Times are ms since 1970, UTC.

-- Failed sign-ins of an account and of an address. `who` is a hash of either, whether or not there is such an account.
CREATE TABLE sign_in_failures (
  who TEXT NOT NULL PRIMARY KEY,
  failures INTEGER NOT NULL,
  failed_at INTEGER NOT NULL,
  blocked_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A family of refresh tokens is a chain: a second successor cannot be stored.
CREATE UNIQUE INDEX sessions_one_successor ON sessions (rotated_from) WHERE rotated_from IS NOT NULL;

CREATE INDEX one_time_tokens_by_user ON one_time_tokens (tenant_id, user_id, purpose, created_at);

-- How a tenant's messages are sent. Credentials are JWEs that are bound to the tenant and the name.
CREATE TABLE tenant_settings (
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, name)
) STRICT, WITHOUT ROWID;

-- As in the shards: an answer is kept where the change lives.
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

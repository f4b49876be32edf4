-- Who else may come in, and from where: other pages, other accounts, programs, other host names. Times are ms since 1970, UTC.

-- Origins (RFC 6454) whose pages may call the API with a token of this tenant: a JSON array of "https://app.example".
ALTER TABLE tenants ADD COLUMN cors_origins TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(cors_origins));

-- An account at a provider, by what names it there for good, and the user it signs in.
CREATE TABLE oauth_accounts (
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (issuer, subject),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX oauth_accounts_by_user ON oauth_accounts (tenant_id, user_id);

-- Sign-ins that are under way at a provider. Whoever comes back takes the row away.
CREATE TABLE oauth_starts (
  state_hash TEXT NOT NULL PRIMARY KEY,
  browser_hash TEXT NOT NULL,
  provider TEXT NOT NULL,
  code_verifier TEXT NOT NULL,
  nonce TEXT NOT NULL,
  return_to TEXT NOT NULL,
  tenant_name TEXT,
  client_challenge TEXT,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX oauth_starts_by_expiry ON oauth_starts (expires_at);

-- What the client exchanges for its tokens, once.
CREATE TABLE oauth_codes (
  code_hash TEXT NOT NULL PRIMARY KEY,
  tenant_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  client_challenge TEXT,
  expires_at INTEGER NOT NULL,
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX oauth_codes_by_expiry ON oauth_codes (expires_at);

CREATE TABLE api_keys (
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  key_hash TEXT NOT NULL UNIQUE,
  prefix TEXT NOT NULL,
  permissions TEXT NOT NULL CHECK (json_valid(permissions)),
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  last_used_at INTEGER,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, created_by) REFERENCES users (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- Any tenant may claim a host name; only one can have shown that it is theirs.
CREATE TABLE tenant_domains (
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  id TEXT NOT NULL,
  host TEXT NOT NULL,
  token TEXT NOT NULL,
  verified_at INTEGER,
  verified_by TEXT,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX tenant_domains_claimed ON tenant_domains (tenant_id, host);
CREATE UNIQUE INDEX tenant_domains_verified ON tenant_domains (host) WHERE verified_at IS NOT NULL;

-- Which pages' origins are known at all, for whoever has no token yet. Kept by the triggers below: whoever writes
-- tenants.cors_origins needs to know nothing of it.
CREATE TABLE tenant_origins (
  origin TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  PRIMARY KEY (origin, tenant_id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER tenant_origins_on_insert AFTER INSERT ON tenants BEGIN
  INSERT OR IGNORE INTO tenant_origins (origin, tenant_id) SELECT value, NEW.id FROM json_each(NEW.cors_origins);
END;
CREATE TRIGGER tenant_origins_on_update AFTER UPDATE OF cors_origins ON tenants BEGIN
  DELETE FROM tenant_origins WHERE tenant_id = NEW.id AND origin IN (SELECT value FROM json_each(OLD.cors_origins));
  INSERT OR IGNORE INTO tenant_origins (origin, tenant_id) SELECT value, NEW.id FROM json_each(NEW.cors_origins);
END;

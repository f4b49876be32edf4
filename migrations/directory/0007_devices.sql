-- Where users are reached by push messages. Times are ms since 1970, UTC.

-- An installation of an app has one token at the provider, and the token one owner: whoever registered it last. Here and not in the
-- shards, so that a token moves between companies in one commit, and ends with the session and the user it belongs to.
CREATE TABLE devices (
  tenant_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  id TEXT NOT NULL,
  -- The family of the sign-in that registered it.
  session_id TEXT NOT NULL,
  token TEXT NOT NULL UNIQUE,
  platform TEXT NOT NULL CHECK (platform IN ('ios', 'android', 'web')),
  created_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, user_id, id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX devices_by_id ON devices (tenant_id, id);
CREATE INDEX devices_by_session ON devices (session_id);

-- Whoever ends a session, for whatever reason, needs to know nothing of devices. A session that only expires leaves them: a message
-- is for who has not opened the app for long.
CREATE TRIGGER devices_end_with_session AFTER UPDATE OF revoked_at ON sessions
WHEN NEW.revoked_at IS NOT NULL AND NEW.revoked_reason <> 'rotated' BEGIN
  DELETE FROM devices WHERE session_id = NEW.family_id;
END;
CREATE TRIGGER devices_end_with_user AFTER UPDATE OF is_active ON users WHEN NEW.is_active = 0 BEGIN
  DELETE FROM devices WHERE tenant_id = NEW.tenant_id AND user_id = NEW.id;
END;
-- A changed password ends all other sessions. Those that expired long ago are not there any more to be ended.
CREATE TRIGGER devices_end_with_password AFTER UPDATE OF password_hash ON users
WHEN NEW.password_hash IS NOT OLD.password_hash BEGIN
  DELETE FROM devices WHERE tenant_id = NEW.tenant_id AND user_id = NEW.id
    AND NOT EXISTS (SELECT 1 FROM sessions s WHERE s.family_id = devices.session_id);
END;

-- Short-lived tokens that a provider gave for an account's key, so that isolates need not ask for one each. `value` is a JWE that is
-- bound to the tenant and the provider; `tenant_id` is `deployment` for the deployment's own account.
CREATE TABLE provider_tokens (
  tenant_id TEXT NOT NULL,
  provider TEXT NOT NULL,
  value TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, provider)
) STRICT, WITHOUT ROWID;

-- A claim's end. A row that is queued and whose lease ran out may have been sent: what the provider cannot tell apart is not sent again.
ALTER TABLE deliveries ADD COLUMN leased_until INTEGER;
-- Set while nobody knows whether a sent one was taken: by then the provider's word must be here, or it has failed.
ALTER TABLE deliveries ADD COLUMN settle_by INTEGER;
-- When staff last had it tried again; what a provider says of the time before is not about this try.
ALTER TABLE deliveries ADD COLUMN retried_at INTEGER;
CREATE INDEX deliveries_by_message ON deliveries (tenant_id, provider_message_id) WHERE provider_message_id IS NOT NULL;
CREATE INDEX deliveries_in_doubt ON deliveries (tenant_id, settle_by) WHERE settle_by IS NOT NULL;
CREATE INDEX deliveries_waiting ON deliveries (tenant_id, next_attempt_at) WHERE status = 'queued';
-- Lists that stay flat: see 0002_lists.sql.
CREATE INDEX deliveries_by_channel ON deliveries (tenant_id, channel, id);
CREATE INDEX deliveries_by_status_channel ON deliveries (tenant_id, status, channel, id);

-- A channel of a company that fails: how often in a row, and until when nothing is sent. `probe` is the delivery that tries it then.
-- A channel without a row works.
CREATE TABLE channel_circuits (
  tenant_id TEXT NOT NULL,
  channel TEXT NOT NULL CHECK (channel IN ('email', 'whatsapp', 'push')),
  failures INTEGER NOT NULL,
  reason TEXT NOT NULL,
  opened_at INTEGER,
  open_until INTEGER,
  probe TEXT,
  -- What staff were told of it: one notification for as long as the trouble lasts.
  notice_id TEXT,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, channel)
) STRICT, WITHOUT ROWID;

-- Addresses that a company writes to no more. A person's own word is kept as long as the company; a mailbox or a number that did not
-- work is tried again after half a year.
CREATE TABLE suppressions (
  tenant_id TEXT NOT NULL,
  channel TEXT NOT NULL CHECK (channel IN ('email', 'whatsapp', 'push')),
  -- In lower case.
  address TEXT NOT NULL,
  reason TEXT NOT NULL CHECK (reason IN ('bounced', 'complained', 'stop', 'unsubscribed', 'invalid')),
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, channel, address)
) STRICT, WITHOUT ROWID;
CREATE INDEX suppressions_to_forget ON suppressions (tenant_id, created_at) WHERE reason IN ('bounced', 'invalid');

-- What of the defaults a company has changed.
CREATE TABLE notification_preferences (
  tenant_id TEXT NOT NULL,
  matrix TEXT NOT NULL CHECK (json_valid(matrix)),
  quiet_from TEXT,
  quiet_to TEXT,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id),
  CHECK ((quiet_from IS NULL) = (quiet_to IS NULL))
) STRICT, WITHOUT ROWID;

-- A company's own words in place of the built-in ones.
CREATE TABLE notification_templates (
  tenant_id TEXT NOT NULL,
  event TEXT NOT NULL,
  channel TEXT NOT NULL CHECK (channel IN ('email', 'whatsapp', 'push')),
  locale TEXT NOT NULL,
  content TEXT NOT NULL CHECK (json_valid(content)),
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, event, channel, locale)
) STRICT, WITHOUT ROWID;

-- One subscription upstream, whoever asks and whatever breaks. Who goes upstream holds the row: the time until which it is held is the
-- time before which nobody else tries.
ALTER TABLE flight_alert_subscriptions ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE flight_alert_subscriptions ADD COLUMN next_attempt_at INTEGER;
-- Why the last try failed; since when it has failed for good, and when the tenants that wait were told.
ALTER TABLE flight_alert_subscriptions ADD COLUMN failure TEXT;
ALTER TABLE flight_alert_subscriptions ADD COLUMN failed_at INTEGER;
ALTER TABLE flight_alert_subscriptions ADD COLUMN announced_at INTEGER;
-- When nobody watched it any more, and when it was certain that nothing of it is left upstream.
ALTER TABLE flight_alert_subscriptions ADD COLUMN ended_at INTEGER;
ALTER TABLE flight_alert_subscriptions ADD COLUMN released_at INTEGER;

CREATE INDEX flight_alert_subscriptions_due ON flight_alert_subscriptions (provider, next_attempt_at) WHERE status IN ('pending', 'failed');
CREATE INDEX flight_alert_subscriptions_unreleased ON flight_alert_subscriptions (provider, ended_at) WHERE status = 'ended' AND released_at IS NULL;

-- A watcher leaves by itself some time after its flight is over. Null on rows from before: they leave when their flight says so.
ALTER TABLE flight_alert_watchers ADD COLUMN leaves_at INTEGER;
CREATE INDEX flight_alert_watchers_leaving ON flight_alert_watchers (leaves_at) WHERE leaves_at IS NOT NULL;

-- The account at a provider that pays for all alerts: its credits, and the troubles that were said already.
CREATE TABLE flight_alert_accounts (
  provider TEXT NOT NULL PRIMARY KEY,
  credits_remaining INTEGER,
  credits_at INTEGER,
  reconciled_at INTEGER,
  low_since INTEGER,
  paused_since INTEGER,
  announced_at INTEGER
) STRICT, WITHOUT ROWID;

-- Each user's own list of what happened, and how far they have read it. Their devices are in the directory: 0007_devices.sql there.

-- Whom an event names. The triggers keep it: events are made in several places, some of them thousands at a time.
CREATE TABLE notification_users (
  tenant_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  id TEXT NOT NULL,
  PRIMARY KEY (tenant_id, user_id, id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER notification_users_on_insert AFTER INSERT ON notification_events
WHEN NEW.audience ->> '$.users[0]' IS NOT NULL BEGIN
  INSERT OR IGNORE INTO notification_users (tenant_id, user_id, id)
  SELECT NEW.tenant_id, j.value, NEW.id FROM json_each(NEW.audience, '$.users') j;
END;
INSERT OR IGNORE INTO notification_users (tenant_id, user_id, id)
SELECT n.tenant_id, j.value, n.id FROM notification_events n, json_each(n.audience, '$.users') j;

-- What of the list a user has read: everything up to this event. It only moves forward.
CREATE TABLE notification_reads (
  tenant_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  up_to TEXT NOT NULL,
  read_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, user_id)
) STRICT, WITHOUT ROWID;

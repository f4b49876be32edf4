-- When a provider that does not call back is asked, one row for each number and day, whoever flies with it. A tick that takes a row moves
-- next_poll_at on by its lease; `turn` tells a message that was overtaken, `held_until` keeps two from asking at once.
CREATE TABLE flight_polls (
  flight_number TEXT NOT NULL,
  departure_date TEXT NOT NULL,
  next_poll_at INTEGER NOT NULL,
  turn INTEGER NOT NULL DEFAULT 0,
  held_until INTEGER,
  polled_at INTEGER,
  -- Polls in a row that told nothing.
  fruitless INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (flight_number, departure_date)
) STRICT, WITHOUT ROWID;
CREATE INDEX flight_polls_due ON flight_polls (next_poll_at);

-- Whose flights these are. A row is of no use after ends_at.
CREATE TABLE polled_flights (
  flight_number TEXT NOT NULL,
  departure_date TEXT NOT NULL,
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  flight_id TEXT NOT NULL,
  ends_at INTEGER NOT NULL,
  PRIMARY KEY (flight_number, departure_date, tenant_id, flight_id)
) STRICT, WITHOUT ROWID;

-- What polling spent of a provider's requests on the day (UTC) that is named here, and until when the provider wants to be left alone.
CREATE TABLE flight_poll_budgets (
  provider TEXT NOT NULL PRIMARY KEY,
  day TEXT NOT NULL,
  used INTEGER NOT NULL,
  -- The last day whose end of requests was told.
  told_day TEXT,
  rests_until INTEGER
) STRICT, WITHOUT ROWID;

-- When the tenants were told that the account's credits are low.
ALTER TABLE flight_alert_accounts ADD COLUMN low_announced_at INTEGER;

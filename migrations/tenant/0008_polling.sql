-- Whether the directory knows when this flight is to be asked about. Every change of the flight takes it back, in its own commit, so that
-- nothing has to arrive anywhere: whoever plans finds in this index what is still to be planned, and nothing else.
ALTER TABLE flights ADD COLUMN poll_planned INTEGER NOT NULL DEFAULT 0 CHECK (poll_planned IN (0, 1));
CREATE INDEX flights_to_plan ON flights (tenant_id, id) WHERE poll_planned = 0 AND status NOT IN ('arrived', 'cancelled');

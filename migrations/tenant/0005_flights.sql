-- Whether the flight's number is to be watched at a provider that calls back. What is watched follows from it, whatever got lost.
ALTER TABLE flights ADD COLUMN alerts INTEGER NOT NULL DEFAULT 1 CHECK (alerts IN (0, 1));
-- When somebody last asked a provider for it at once. Beside the flight, not of it: it changes no version.
ALTER TABLE flights ADD COLUMN synced_at INTEGER;

-- Lists that stay flat: see 0002_lists.sql. A number flies one route in a few legs and a day has few flights of a number, so behind a
-- number the airports, and behind a number and a date everything, are looked at row by row.
CREATE INDEX flights_by_origin ON flights (tenant_id, origin, id);
CREATE INDEX flights_by_destination ON flights (tenant_id, destination, id);
CREATE INDEX flights_by_route ON flights (tenant_id, origin, destination, id);
CREATE INDEX flights_by_number ON flights (tenant_id, flight_number, id);
CREATE INDEX flights_by_number_date ON flights (tenant_id, flight_number, departure_date, id);
CREATE INDEX flights_by_number_status ON flights (tenant_id, flight_number, status, id);
CREATE INDEX flights_by_date_status ON flights (tenant_id, departure_date, status, id);
CREATE INDEX flights_by_date_origin ON flights (tenant_id, departure_date, origin, id);
CREATE INDEX flights_by_date_destination ON flights (tenant_id, departure_date, destination, id);
CREATE INDEX flights_by_date_route ON flights (tenant_id, departure_date, origin, destination, id);
CREATE INDEX flights_by_date_status_origin ON flights (tenant_id, departure_date, status, origin, id);
CREATE INDEX flights_by_date_status_destination ON flights (tenant_id, departure_date, status, destination, id);
CREATE INDEX flights_by_status_origin ON flights (tenant_id, status, origin, id);
CREATE INDEX flights_by_status_destination ON flights (tenant_id, status, destination, id);
CREATE INDEX flights_by_status_route ON flights (tenant_id, status, origin, destination, id);

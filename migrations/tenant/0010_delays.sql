-- The arrival that the people of a flight's parcels were last told, and the flight's version that told them of a new one: a delay is told
-- once, again only when the time moves by enough, and never after a newer one.
ALTER TABLE flights ADD COLUMN told_arrival INTEGER;
ALTER TABLE flights ADD COLUMN delay_told_in INTEGER;

-- Lists that stay flat. A page of a list is one range of one index: each set of filters that the API offers together has an index of
-- its columns, led by tenant_id and ended by id, in whose order the page is read. What has no index is not offered.

-- The flight its bag is loaded on, or the last one it flew on. Beside the bag's own, since a flight's shipments in order of
-- their ids are spread over its bags: through those a page would read the whole load.
ALTER TABLE shipments ADD COLUMN flight_id TEXT;
-- The recipient's name without case and accents. Empty on rows from before: these are found again when they are next changed.
ALTER TABLE shipments ADD COLUMN recipient_folded TEXT;

CREATE INDEX shipments_by_payment_status ON shipments (tenant_id, payment_status, id);
CREATE INDEX shipments_by_origin ON shipments (tenant_id, origin, id);
CREATE INDEX shipments_by_destination ON shipments (tenant_id, destination, id);
CREATE INDEX shipments_by_route ON shipments (tenant_id, origin, destination, id);
CREATE INDEX shipments_by_flight ON shipments (tenant_id, flight_id, id) WHERE flight_id IS NOT NULL;
CREATE INDEX shipments_by_customer ON shipments (tenant_id, customer_user_id, id) WHERE customer_user_id IS NOT NULL;
CREATE INDEX shipments_by_courier ON shipments (tenant_id, courier_user_id, id) WHERE courier_user_id IS NOT NULL;
CREATE INDEX shipments_by_status_payment ON shipments (tenant_id, status, payment_status, id);
CREATE INDEX shipments_by_status_origin ON shipments (tenant_id, status, origin, id);
CREATE INDEX shipments_by_status_destination ON shipments (tenant_id, status, destination, id);
CREATE INDEX shipments_by_bag_status ON shipments (tenant_id, bag_id, status, id) WHERE bag_id IS NOT NULL;
CREATE INDEX shipments_by_flight_status ON shipments (tenant_id, flight_id, status, id) WHERE flight_id IS NOT NULL;
CREATE INDEX shipments_by_customer_status ON shipments (tenant_id, customer_user_id, status, id) WHERE customer_user_id IS NOT NULL;
CREATE INDEX shipments_by_customer_payment ON shipments (tenant_id, customer_user_id, payment_status, id) WHERE customer_user_id IS NOT NULL;
CREATE INDEX shipments_by_courier_status ON shipments (tenant_id, courier_user_id, status, id) WHERE courier_user_id IS NOT NULL;
CREATE INDEX shipments_by_reference ON shipments (tenant_id, reference, id) WHERE reference IS NOT NULL;
CREATE INDEX shipments_by_recipient ON shipments (tenant_id, recipient_folded, id) WHERE recipient_folded IS NOT NULL;

-- The bag's number without case and accents; empty on rows from before.
ALTER TABLE bags ADD COLUMN number_folded TEXT;

CREATE INDEX bags_by_origin ON bags (tenant_id, origin, id);
CREATE INDEX bags_by_destination ON bags (tenant_id, destination, id);
CREATE INDEX bags_by_route ON bags (tenant_id, origin, destination, id);
CREATE INDEX bags_by_status_origin ON bags (tenant_id, status, origin, id);
CREATE INDEX bags_by_status_destination ON bags (tenant_id, status, destination, id);
CREATE INDEX bags_by_status_route ON bags (tenant_id, status, origin, destination, id);
CREATE INDEX bags_by_flight_status ON bags (tenant_id, flight_id, status, id) WHERE flight_id IS NOT NULL;
CREATE INDEX bags_by_courier_status ON bags (tenant_id, courier_user_id, status, id) WHERE courier_user_id IS NOT NULL;
CREATE INDEX bags_by_folded_number ON bags (tenant_id, number_folded, id) WHERE number_folded IS NOT NULL;

/** Statements that stay with one tenant, and the positions of the parameters that must be its id. */
export const ACCEPTED: readonly (readonly [sql: string, positions: readonly number[]])[] = [
  // As drizzle writes them.
  ['select "id", "status" from "shipments" where ("shipments"."tenant_id" = ? and "shipments"."id" = ?) limit ?', [0]],
  ['insert into "bags" ("tenant_id", "id", "x") values (?, ?, ?), (?, ?, null)', [0, 3]],
  [
    'update "bags" set "status" = ?, "version" = "bags"."version" + 1 where ("bags"."tenant_id" = ? and "bags"."id" = ?)',
    [1],
  ],
  ['delete from "bags" where ("bags"."tenant_id" = ? and "bags"."id" = ?)', [0]],
  [
    'select "s"."id", "b"."id" from "shipments" "s" left join "bags" "b" on ("b"."tenant_id" = "s"."tenant_id" and "b"."id" = "s"."bag_id") where "s"."tenant_id" = ?',
    [0],
  ],
  // Set-based, by hand.
  [
    `INSERT INTO tracking_events (tenant_id, shipment_id, id, status, occurred_at)
     SELECT s.tenant_id, s.id, 'evt_' || ? || lower(hex(randomblob(6))), ?, ?
     FROM bags b JOIN shipments s ON s.tenant_id = b.tenant_id AND s.bag_id = b.id
     WHERE b.tenant_id = ? AND b.flight_id = ? AND b.status = 'loaded'`,
    [3],
  ],
  [
    `UPDATE shipments SET status = ?, version = version + 1
     WHERE tenant_id = ? AND bag_id IN (SELECT b.id FROM bags b WHERE b.tenant_id = ? AND b.flight_id = ?)`,
    [1, 2],
  ],
  ['UPDATE shipments SET bag_id = ? WHERE tenant_id = ? AND id IN (SELECT value FROM json_each(?))', [1]],
  [
    `SELECT s.*, f.id AS f_id FROM shipments s LEFT JOIN bags b ON b.tenant_id = s.tenant_id AND b.id = s.bag_id
     LEFT JOIN flights f ON f.tenant_id = b.tenant_id AND f.id = b.flight_id WHERE s.tenant_id = ? AND s.tracking_id = ?`,
    [0],
  ],
  ['INSERT INTO commit_guard (tenant_id, what, expected, actual) SELECT ?, ?, ?, changes()', [0]],
  [
    'UPDATE bags SET n = n - x.pieces FROM (SELECT m.bag_id, count(*) AS pieces FROM json_each(?) j JOIN bag_shipments m ON m.tenant_id = ? AND m.shipment_id = j.value GROUP BY m.bag_id) x WHERE bags.tenant_id = ? AND bags.id = x.bag_id',
    [1, 2],
  ],
  [
    'UPDATE shipments SET status = j.value ->> 1 FROM json_each(?) j WHERE shipments.tenant_id = ? AND shipments.id = j.value ->> 0',
    [1],
  ],
  // Either side, any spelling, any depth of parentheses.
  ['SELECT id FROM bags WHERE ? = tenant_id', [0]],
  ['SELECT id FROM bags WHERE ((tenant_id = ?)) AND ((id = ?) OR (id = ?))', [0]],
  ['Select ID From `bags` Where `bags`.`Tenant_Id` = ?', [0]],
  ['SELECT id FROM bags WHERE TENANT_ID = ?2 AND id = ?1', [1]],
  ['SELECT id FROM bags WHERE tenant_id = ? AND tenant_id = ?', [0, 1]],
  ["SELECT id FROM bags WHERE tenant_id = ? AND note = '-- /* ; it''s text'", [0]],
  // Expressions that are not the anchor.
  [
    'SELECT id FROM bags WHERE tenant_id = ? AND (created_at, id) < (?, ?) ORDER BY created_at DESC, id DESC LIMIT ?',
    [0],
  ],
  ['SELECT id FROM bags WHERE id BETWEEN ? AND ? AND tenant_id = ?', [2]],
  ['SELECT id FROM bags WHERE tenant_id = ? AND id NOT BETWEEN ? AND ? AND seal IS NOT NULL AND x NOTNULL', [0]],
  [
    "SELECT CASE WHEN a = ? OR b THEN 1 ELSE NULL END AS c, cast(a AS integer), count(*) FILTER (WHERE a) FROM bags WHERE tenant_id = ? AND a LIKE ? ESCAPE '!' AND NOT b",
    [1],
  ],
  [
    'SELECT row_number() OVER (PARTITION BY a ORDER BY b DESC) AS n, -a % 2, ~b, a ->> ? FROM bags WHERE tenant_id = ?',
    [1],
  ],
  [
    'SELECT s.id FROM shipments_fts x JOIN shipments s ON s.tenant_id = x.tenant_id AND s.id = x.id WHERE shipments_fts MATCH ? AND x.tenant_id = ?',
    [1],
  ],
  ['SELECT DISTINCT a FROM bags WHERE tenant_id = ? GROUP BY a, b HAVING count(DISTINCT c) > ? LIMIT ? OFFSET ?', [0]],
  // Subqueries.
  [
    'SELECT id FROM bags b WHERE b.tenant_id = ? AND EXISTS (SELECT 1 FROM flights f WHERE f.tenant_id = b.tenant_id AND f.id = b.flight_id)',
    [0],
  ],
  [
    'SELECT (SELECT count(*) FROM shipments s WHERE s.tenant_id = b.tenant_id AND s.bag_id = b.id) AS n FROM bags b WHERE b.tenant_id = ?',
    [0],
  ],
  [
    'SELECT id FROM bags WHERE tenant_id = ? AND flight_id = (SELECT id FROM flights WHERE tenant_id = ? LIMIT 1)',
    [0, 1],
  ],
  ['SELECT d.id FROM (SELECT id FROM bags WHERE tenant_id = ?) d', [0]],
  [
    'SELECT s.id FROM (SELECT b.tenant_id, b.id FROM bags b WHERE b.tenant_id = ?) d JOIN shipments s ON s.tenant_id = d.tenant_id AND s.bag_id = d.id',
    [0],
  ],
  ['SELECT s.id FROM (SELECT * FROM bags WHERE tenant_id = ?) d JOIN shipments s ON s.tenant_id = d.tenant_id', [0]],
  ['SELECT s.id FROM (SELECT ? AS tenant_id, ? AS x) d JOIN shipments s ON s.tenant_id = d.tenant_id', [0]],
  // CTEs, compounds, recursion.
  [
    'WITH moved AS (SELECT tenant_id, id FROM bags WHERE tenant_id = ?) SELECT s.id FROM moved m JOIN shipments s ON s.tenant_id = m.tenant_id AND s.bag_id = m.id',
    [0],
  ],
  [
    'WITH moved (id, tenant_id) AS (SELECT id, tenant_id FROM bags WHERE tenant_id = ? UNION ALL SELECT id, tenant_id FROM old_bags WHERE tenant_id = ?) INSERT INTO outbox (tenant_id, id) SELECT tenant_id, id FROM moved',
    [0, 1],
  ],
  [
    'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT i, b.id FROM n JOIN bags b ON b.tenant_id = ? AND b.n = i',
    [1],
  ],
  [
    'WITH gone AS NOT MATERIALIZED (SELECT id FROM bags WHERE tenant_id = ?) DELETE FROM bags WHERE tenant_id = ? AND id IN (SELECT id FROM gone)',
    [0, 1],
  ],
  [
    'SELECT id FROM bags WHERE tenant_id = ? UNION ALL SELECT id FROM flights WHERE tenant_id = ? EXCEPT SELECT value FROM json_each(?) ORDER BY 1 LIMIT 9',
    [0, 1],
  ],
  // Joins.
  ['SELECT 1 FROM bags b JOIN flights f WHERE f.tenant_id = b.tenant_id AND f.tenant_id = ?', [0]],
  ['SELECT 1 FROM bags b CROSS JOIN flights f ON f.tenant_id = ? AND b.tenant_id = f.tenant_id', [0]],
  [
    'SELECT 1 FROM bags b LEFT OUTER JOIN flights f ON f.tenant_id = ? INNER JOIN shipments s ON b.tenant_id = ? AND s.tenant_id = ?',
    [0, 1, 2],
  ],
  ['SELECT j.value FROM bags b, json_each(b.tags) AS j WHERE tenant_id = ?', [0]],
  ['SELECT 1 FROM json_each(?) j JOIN bags b ON b.tenant_id = ? AND b.id = j.value', [1]],
  [
    'UPDATE OR IGNORE bags AS b SET (x, y) = (f.x, f.y) FROM flights f WHERE b.tenant_id = ? AND f.tenant_id = b.tenant_id RETURNING b.id AS id',
    [0],
  ],
  // Upserts.
  ['INSERT OR IGNORE INTO bags (tenant_id, id) VALUES (?, ?)', [0]],
  [
    'INSERT INTO bags (tenant_id, id, n) VALUES (?, ?, 1) ON CONFLICT (tenant_id, id) DO UPDATE SET n = n + 1 WHERE n < excluded.n RETURNING n',
    [0],
  ],
  ['INSERT INTO bags (tenant_id, id) SELECT ?, value FROM json_each(?) WHERE true ON CONFLICT DO NOTHING', [0]],
  ['INSERT INTO bags (tenant_id, n) VALUES (?, (SELECT max(n) FROM bags WHERE tenant_id = ?))', [0, 1]],
  // No table, nothing to bind.
  ['SELECT 1', []],
  ['SELECT value FROM json_each(?)', []],
]

/** Which flight lands, for whom. */
export interface BareLanding {
  readonly tenantId: string
  readonly flightId: string
}

/**
 * What a landing costs D1 at the least: events by INSERT .. SELECT, outbox rows for each bag, shipments by bag, bags by flight, in
 * one batch. No flight row, audit or notification, and nobody's condition is checked.
 */
export async function landBare(shard: D1Database, { tenantId, flightId }: BareLanding): Promise<void> {
  const now = Date.now()
  const aboard = `FROM bags b CROSS JOIN shipments s ON s.tenant_id = b.tenant_id AND unlikely(s.bag_id = b.id)
    WHERE b.tenant_id = ?1 AND unlikely(b.flight_id = ?2)`
  await shard.batch([
    shard
      .prepare(
        `INSERT INTO tracking_events (tenant_id, shipment_id, id, status, occurred_at, recorded_at, time_type, airport, actor, source, is_public)
         SELECT ?1, s.id, 'evt_bare' || substr(s.id, -12), 'arrived', ?3, ?3, 'actual', 'HAV', 'system:bench', 'import', 1 ${aboard}`,
      )
      .bind(tenantId, flightId, now),
    shard
      .prepare(
        `INSERT INTO outbox (tenant_id, id, type, payload, created_at)
         SELECT ?1, 'obx_bare' || substr(b.id, -12), 'notification', '{}', ?3 FROM bags b
         WHERE b.tenant_id = ?1 AND unlikely(b.flight_id = ?2)`,
      )
      .bind(tenantId, flightId, now),
    shard
      .prepare(
        `UPDATE shipments SET status = 'arrived', version = version + 1, updated_at = ?3
         WHERE tenant_id = ?1 AND id IN (SELECT s.id ${aboard})`,
      )
      .bind(tenantId, flightId, now),
    shard
      .prepare(
        `UPDATE bags SET status = 'arrived', version = version + 1, updated_at = ?3
         WHERE tenant_id = ?1 AND unlikely(flight_id = ?2)`,
      )
      .bind(tenantId, flightId, now),
  ])
}

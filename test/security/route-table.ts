import type { Permission, Role } from '../../src/domain/auth/role.ts'
import { aParcel } from '../harness/wire.ts'

/** Ids of the company whose things are tried by strangers. */
export interface World {
  readonly shipment: string
  readonly bag: string
  readonly flight: string
  readonly user: string
  readonly session: string
  readonly domain: string
  readonly apiKey: string
  readonly import: string
  readonly notification: string
  readonly device: string
}

/** `person`: any user who is signed in. `socket`: refuses with a close code. A permission: whoever holds it. */
export type Access = 'public' | 'person' | 'signed-in' | 'socket' | Permission

export interface Declared {
  readonly access: Access
  /** A body that validates, with the ids of `World` in it where it names any. */
  readonly body?: (world: World) => unknown
  /** A query that validates. */
  readonly query?: string
  /** Roles without the permission that may do it all the same, to what is theirs. */
  readonly alsoFor?: readonly Role[]
  /** Sent as it is, of this type. */
  readonly raw?: { readonly type: string; readonly text: string }
  /** What a stranger with the permission gets for another tenant's ids; 404 unless said otherwise. */
  readonly stranger?: readonly number[]
  /** Only in some versions of the API. */
  readonly only?: 'v1' | 'v2'
}

const aFlight = {
  flight_number: 'IB6845',
  departure_date: '2026-11-23',
  origin: 'MAD',
  destination: 'EZE',
}
const { payment_method: _method, ...edit } = { ...aParcel(), payment_method: 'prepaid' }

/** Every route under /api/{version}. One that is missing here fails the suite, and so does one that is here and not there. */
export const API_ROUTES: Readonly<Record<string, Declared>> = {
  'POST /auth/register': { access: 'public' },
  'POST /auth/login': { access: 'public' },
  'POST /auth/refresh': { access: 'public' },
  'POST /auth/logout': { access: 'public' },
  'POST /auth/verify-email': { access: 'public' },
  'POST /auth/verify-email/resend': { access: 'public' },
  'POST /auth/reset-password': { access: 'public' },
  'POST /auth/accept-invite': { access: 'public' },
  'GET /auth/oauth/:provider': { access: 'public' },
  'GET /auth/oauth/:provider/callback': { access: 'public' },
  'POST /auth/oauth/token': { access: 'public' },
  'POST /flights/webhook': { access: 'public' },
  'GET /notifications/webhook/whatsapp': { access: 'public' },
  'POST /notifications/webhook/whatsapp': { access: 'public' },
  'POST /notifications/webhook/resend': { access: 'public' },
  'GET /track/:tracking_id': { access: 'public' },

  'GET /auth/me': { access: 'person' },
  'PATCH /auth/me': { access: 'person', body: () => ({ name: 'Ana' }) },
  'POST /auth/change-password': {
    access: 'person',
    body: () => ({ current_password: 'correct horse battery', new_password: 'another horse battery' }),
  },
  'GET /auth/sessions': { access: 'person' },
  'DELETE /auth/sessions/:id': { access: 'person' },

  'GET /users': { access: 'users:read' },
  'POST /users': { access: 'users:write', body: () => ({ email: 'new@couriers.example', role: 'operator' }) },
  'PATCH /users/:id': { access: 'users:write', body: () => ({ role: 'operator' }) },
  'DELETE /users/:id': { access: 'users:write' },
  'GET /tenant': { access: 'tenant:read' },
  'PATCH /tenant': { access: 'tenant:write', body: () => ({ name: 'Blue Sky' }) },
  'GET /tenant/domains': { access: 'tenant:read' },
  'POST /tenant/domains': { access: 'tenant:write', body: () => ({ host: 'track.bluesky-couriers.com' }) },
  'POST /tenant/domains/:id/verify': { access: 'tenant:write' },
  'DELETE /tenant/domains/:id': { access: 'tenant:write' },
  'GET /api-keys': { access: 'api_keys:read' },
  'POST /api-keys': { access: 'api_keys:write', body: () => ({ name: 'ERP', permissions: ['shipments:read'] }) },
  'DELETE /api-keys/:id': { access: 'api_keys:write' },
  'GET /audit-log': { access: 'audit:read' },

  'GET /shipments': { access: 'shipments:read', alsoFor: ['customer'] },
  'POST /shipments': { access: 'shipments:write', body: () => aParcel() },
  'GET /shipments/:id': { access: 'shipments:read', alsoFor: ['customer'] },
  'PUT /shipments/:id': { access: 'shipments:write', body: () => edit },
  'DELETE /shipments/:id': { access: 'shipments:write' },
  'GET /shipments/:id/events': { access: 'shipments:read', alsoFor: ['customer'] },
  'POST /shipments/:id/transitions': { access: 'shipments:write', body: () => ({ to: 'received' }) },
  'POST /shipments/:id/assign': { access: 'bags:write', body: (world) => ({ bag_id: world.bag }) },
  'POST /shipments/:id/payment': { access: 'payments:write', body: () => ({ to: 'paid' }) },
  'PUT /shipments/:id/courier': { access: 'shipments:write', body: (world) => ({ user_id: world.user }) },
  'GET /shipments/:id/proof': { access: 'shipments:read', alsoFor: ['courier', 'customer'] },
  'GET /shipments/:id/attempts': { access: 'shipments:read', alsoFor: ['courier', 'customer'] },
  'GET /shipments/:id/label': { access: 'shipments:read' },
  'GET /shipments/export': { access: 'shipments:read' },
  'GET /shipments/import/template': { access: 'signed-in' },
  'POST /shipments/import': {
    access: 'shipments:write',
    raw: { type: 'text/csv', text: 'origin,destination\nMAD,EZE\n' },
  },
  'GET /imports': { access: 'shipments:read' },
  'GET /imports/:id': { access: 'shipments:read' },

  'GET /bags': { access: 'bags:read' },
  'POST /bags': { access: 'bags:write', body: () => ({ bag_number: 'T-1', origin: 'MAD', destination: 'EZE' }) },
  'GET /bags/:id': { access: 'bags:read' },
  'PUT /bags/:id': { access: 'bags:write', body: () => ({ bag_number: 'T-2' }) },
  'DELETE /bags/:id': { access: 'bags:write' },
  'GET /bags/:id/manifest': { access: 'bags:read' },
  'GET /bags/:id/shipments': { access: 'bags:read' },
  'POST /bags/:id/shipments': { access: 'bags:write', body: (world) => ({ shipment_ids: [world.shipment] }) },
  'DELETE /bags/:id/shipments/:shipment_id': { access: 'bags:write' },
  'POST /bags/:id/transitions': { access: 'bags:write', body: () => ({ to: 'cancelled' }) },
  'PUT /bags/:id/flight': { access: 'bags:write', body: (world) => ({ flight_id: world.flight }) },
  'DELETE /bags/:id/flight': { access: 'bags:write' },
  'PUT /bags/:id/courier': { access: 'bags:write', body: (world) => ({ user_id: world.user }) },

  'GET /flights': { access: 'flights:read' },
  'POST /flights': { access: 'flights:write', body: () => aFlight },
  'GET /flights/:id': { access: 'flights:read' },
  'PUT /flights/:id': { access: 'flights:write', body: () => ({ gate: 'B2' }) },
  'DELETE /flights/:id': { access: 'flights:write' },
  'POST /flights/:id/sync': { access: 'flights:write' },
  'POST /flights/:id/alerts': { access: 'flights:write' },
  'DELETE /flights/:id/alerts': { access: 'flights:write' },
  'GET /flights/:id/bags': { access: 'flights:read' },

  'GET /courier/bags': { access: 'courier:deliver' },
  'GET /courier/bags/:id/shipments': { access: 'courier:deliver' },
  'GET /courier/shipments': { access: 'courier:deliver' },
  'PUT /courier/deliver/:shipment_id': { access: 'courier:deliver', body: () => ({ receiver_name: 'Ana' }) },
  'POST /courier/start/:shipment_id': { access: 'courier:deliver' },
  'POST /courier/attempts/:shipment_id': { access: 'courier:deliver', body: () => ({ reason: 'not_home' }) },

  'GET /notifications': { access: 'notifications:read', alsoFor: ['courier', 'customer'] },
  'POST /notifications/read': {
    access: 'notifications:read',
    alsoFor: ['courier', 'customer'],
    body: (world) => ({ up_to: world.notification }),
  },
  'GET /notifications/deliveries': { access: 'notifications:read' },
  'POST /notifications/deliveries/:id/retry': { access: 'notifications:write' },
  'GET /notifications/preferences': { access: 'notifications:read' },
  'PUT /notifications/preferences': { access: 'notifications:write', body: () => ({ events: {} }) },
  'GET /notifications/suppressions': { access: 'notifications:read' },
  'DELETE /notifications/suppressions': {
    access: 'notifications:write',
    query: '?channel=email&address=nobody@example.com',
  },
  'GET /notifications/templates': { access: 'notifications:read' },
  // Every company has its own under the same path.
  'GET /notifications/templates/:event/:channel/:locale': { access: 'notifications:read', stranger: [200] },
  'PUT /notifications/templates/:event/:channel/:locale': {
    access: 'notifications:write',
    stranger: [200],
    body: () => ({ title: 'Landed', body: '{tracking_id} has landed.' }),
  },
  'DELETE /notifications/templates/:event/:channel/:locale': { access: 'notifications:write', stranger: [200, 404] },
  'GET /notifications/devices': { access: 'person' },
  'POST /notifications/devices': {
    access: 'person',
    body: () => ({ token: `table:${crypto.randomUUID()}`, platform: 'android' }),
  },
  'DELETE /notifications/devices/:id': { access: 'person' },
  'POST /notifications/ticket': { access: 'signed-in' },
  'GET /ws/notifications': { access: 'socket' },
  'GET /ws/track/:id': { access: 'public' },
}

/** Every route outside the versions. They ask for no token; what they give is decided by what the path holds. */
export const OTHER_ROUTES: readonly string[] = [
  'GET /.well-known/jwks.json',
  'GET /accept-invite',
  'POST /accept-invite',
  'GET /dev/flight-alerts.json',
  'GET /dev/mailbox',
  'GET /dev/mailbox.json',
  'GET /docs',
  'GET /files/:token',
  'GET /health',
  'GET /health/ready',
  'GET /openapi.json',
  'GET /reset-password',
  'POST /reset-password',
  'GET /t',
  'GET /t/:id',
  'GET /u/:token',
  'POST /u/:token',
  'GET /verify-email',
  'POST /verify-email',
  'GET /ws/notifications',
  'GET /ws/track/:id',
]

/** The path with the world's ids in it. */
export function pathOf(route: string, world: World): string {
  const path = route.slice(route.indexOf(' ') + 1)
  const owner: readonly (readonly [RegExp, keyof World])[] = [
    [/^\/shipments\/:id/, 'shipment'],
    [/^\/courier\/bags\/:id/, 'bag'],
    [/^\/bags\/:id/, 'bag'],
    [/^\/flights\/:id/, 'flight'],
    [/^\/users\/:id/, 'user'],
    [/^\/auth\/sessions\/:id/, 'session'],
    [/^\/tenant\/domains\/:id/, 'domain'],
    [/^\/api-keys\/:id/, 'apiKey'],
    [/^\/imports\/:id/, 'import'],
    [/^\/notifications\/devices\/:id/, 'device'],
  ]
  const found = owner.find(([pattern]) => pattern.test(path))
  const placed = path
    .replace(':event/:channel/:locale', 'shipment.arrived/push/en')
    .replace(':shipment_id', world.shipment)
    .replace(':id', found ? world[found[1]] : ':id')
  return placed + (API_ROUTES[route]?.query ?? '')
}

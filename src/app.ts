import { OpenAPIHono } from '@hono/zod-openapi'
import { methodNotAllowed } from 'hono/method-not-allowed'
import { compose } from './composition/compose.ts'
import { AppError } from './core/errors.ts'
import { API_VERSIONS, type ApiVersion, versionHeaders, versionOf } from './core/versioning.ts'
import { apiKeysRoutes } from './routes/api-keys/routes.ts'
import { auditLogRoutes } from './routes/audit-log/routes.ts'
import { linkRoutes } from './routes/auth/links.ts'
import { oauthRoutes } from './routes/auth/oauth.ts'
import { accountPages } from './routes/auth/pages.ts'
import { profileRoutes } from './routes/auth/profile.ts'
import { authRoutes, wellKnownRoutes } from './routes/auth/routes.ts'
import { bagManifestRoutes } from './routes/bags/manifest.ts'
import { bagsRoutes } from './routes/bags/routes.ts'
import { bagStepsRoutes } from './routes/bags/steps.ts'
import { courierRoutes } from './routes/courier/routes.ts'
import { domainsRoutes } from './routes/domains/routes.ts'
import { answerError } from './routes/errors.ts'
import { filesRoutes } from './routes/files/routes.ts'
import { flightChangesRoutes } from './routes/flights/changes.ts'
import { flightsRoutes } from './routes/flights/routes.ts'
import { flightWebhookRoutes } from './routes/flights/webhook.ts'
import { importsRoutes } from './routes/imports/routes.ts'
import { allowedOrigins } from './routes/middleware/allowed-origins.ts'
import { limitBody } from './routes/middleware/limit-body.ts'
import { heldBeforeSignIn, heldByAddress } from './routes/middleware/rate-limits.ts'
import { requireJson } from './routes/middleware/require-json.ts'
import { deliveryRoutes } from './routes/notifications/deliveries.ts'
import { deviceRoutes } from './routes/notifications/devices.ts'
import { preferenceRoutes } from './routes/notifications/preferences.ts'
import { resendWebhookRoutes } from './routes/notifications/resend-webhook.ts'
import { notificationsRoutes } from './routes/notifications/routes.ts'
import { notificationSocket } from './routes/notifications/socket.ts'
import { stopPages } from './routes/notifications/stop-page.ts'
import { suppressionRoutes } from './routes/notifications/suppressions.ts'
import { templateRoutes } from './routes/notifications/templates.ts'
import { whatsAppWebhookRoutes } from './routes/notifications/whatsapp-webhook.ts'
import { developmentRoutes, healthRoutes } from './routes/operations.ts'
import { referenceRoutes } from './routes/reference.ts'
import type { AppEnv } from './routes/scope.ts'
import { shipmentCourierRoutes } from './routes/shipments/courier.ts'
import { shipmentExportRoutes } from './routes/shipments/export.ts'
import { shipmentImportRoutes } from './routes/shipments/import.ts'
import { shipmentLabelRoutes } from './routes/shipments/label.ts'
import { shipmentPaymentRoutes } from './routes/shipments/payments.ts'
import { shipmentProofRoutes } from './routes/shipments/proof.ts'
import { shipmentsRoutes } from './routes/shipments/routes.ts'
import { tenantRoutes } from './routes/tenant/routes.ts'
import { trackingPages } from './routes/tracking/pages.ts'
import { trackingRoutes } from './routes/tracking/routes.ts'
import { trackingSocket } from './routes/tracking/socket.ts'
import { usersRoutes } from './routes/users/routes.ts'

/** What asks for no token outside the API, and has no limit of its own. */
const OPEN_PATHS = ['/docs', '/openapi.json', '/t', '/.well-known/*'] as const

/** All resources in one version. */
function versioned(version: ApiVersion) {
  const api = new OpenAPIHono<AppEnv>()
  api.use('*', allowedOrigins)
  api.route('/flights/webhook', flightWebhookRoutes())
  api.route('/notifications/webhook/whatsapp', whatsAppWebhookRoutes())
  api.route('/notifications/webhook/resend', resendWebhookRoutes())
  api.route('/courier', courierRoutes(version))
  api.route('/shipments/import', shipmentImportRoutes(version))
  api.use('*', requireJson)
  api.use('/auth/*', heldBeforeSignIn)
  api.route('/auth', authRoutes)
  api.route('/auth', linkRoutes)
  api.route('/auth', profileRoutes(version))
  api.route('/auth/oauth', oauthRoutes)
  api.route('/api-keys', apiKeysRoutes(version))
  api.route('/tenant/domains', domainsRoutes(version))
  api.route('/tenant', tenantRoutes)
  api.route('/users', usersRoutes(version))
  api.route('/audit-log', auditLogRoutes(version))
  api.route('/shipments/export', shipmentExportRoutes())
  api.route('/imports', importsRoutes(version))
  api.route('/shipments', shipmentsRoutes(version))
  api.route('/shipments', shipmentCourierRoutes(version))
  api.route('/shipments', shipmentProofRoutes(version))
  api.route('/shipments', shipmentPaymentRoutes(version))
  api.route('/shipments', shipmentLabelRoutes())
  api.route('/bags', bagsRoutes(version))
  api.route('/bags', bagStepsRoutes())
  api.route('/bags', bagManifestRoutes())
  api.route('/flights', flightsRoutes(version))
  api.route('/flights', flightChangesRoutes())
  api.route('/track', trackingRoutes(version))
  api.route('/notifications', notificationsRoutes(version))
  api.route('/notifications/devices', deviceRoutes(version))
  api.route('/notifications/deliveries', deliveryRoutes(version))
  api.route('/notifications/preferences', preferenceRoutes())
  api.route('/notifications/suppressions', suppressionRoutes(version))
  api.route('/notifications/templates', templateRoutes(version))
  api.route('/ws/notifications', notificationSocket())
  api.route('/ws/track', trackingSocket())
  return api
}

/** The whole Worker as one Hono app: middleware in order, one line per resource, one error mapper. */
export function createApp() {
  const app = new OpenAPIHono<AppEnv>()
  app.use('*', compose)
  app.use('*', async (c, next) => {
    await next()
    if (c.res.status === 101) return
    const version = versionOf(c.req.path)
    for (const [name, value] of Object.entries(version ? versionHeaders(version) : {})) c.header(name, value)
    c.header('x-request-id', c.get('requestId'))
    if (!c.res.headers.has('cache-control')) c.header('cache-control', 'private, no-store')
    c.header('x-content-type-options', 'nosniff')
  })
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed(c, methods) {
        c.header('allow', methods.join(', '))
        return answerError(new AppError('method_not_allowed', `This answers to ${methods.join(', ')} only.`), c)
      },
    }),
  )
  app.use('*', limitBody)
  for (const path of OPEN_PATHS) app.use(path, heldByAddress)
  for (const version of API_VERSIONS) app.route(`/api/${version}`, versioned(version))
  app.route('/.well-known', wellKnownRoutes)
  app.route('/ws/notifications', notificationSocket())
  app.route('/ws/track', trackingSocket())
  app.route('/', trackingPages())
  app.route('/', accountPages())
  app.route('/', stopPages())
  app.route('/files', filesRoutes())
  app.route('/health', healthRoutes())
  app.route('/dev', developmentRoutes())
  app.route('/', referenceRoutes(app))
  app.notFound((c) => answerError(new AppError('not_found', 'There is nothing here.'), c))
  app.onError(answerError)
  return app
}

import type { FlightAlertService } from '../../domain/shipments/ports.ts'

/**
 * Takes the provider's place where no key is configured: it accepts every subscription and calls nobody.
 * Whoever posts to the callback URL, as `npm run demo` does, plays the provider.
 */
export const developmentAlerts: FlightAlertService = {
  provider: 'aerodatabox',
  subscribe: async (flightNumber) => ({ providerSubscriptionId: `development-${flightNumber}` }),
  unsubscribe: async () => {},
  find: async () => null,
  list: async () => [],
  creditsRemaining: async () => null,
}

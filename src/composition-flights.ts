import { airports } from './adapters/airports/airports.ts'
import { createFlightAlertAccountRepository } from './adapters/db/repositories/flight-alert-account-repository.ts'
import { createFlightAlertSubscriptionRepository } from './adapters/db/repositories/flight-alert-subscription-repository.ts'
import { type AeroDataBoxClient, createAeroDataBoxClient } from './adapters/flights/aerodatabox-client.ts'
import { developmentAlerts } from './adapters/flights/development-alerts.ts'
import type { Config } from './core/config.ts'
import type { DirectoryDatabase } from './core/database.ts'
import type { FlightStatusProvider } from './domain/shipments/ports.ts'
import type { DirectoryContext } from './use-cases/context.ts'

function aeroDataBox(config: Config): AeroDataBoxClient | null {
  const { AERODATABOX_API_KEY: key, AERODATABOX_BASE_URL: baseUrl, AERODATABOX_AUTH_HEADER: authHeader } = config
  return key === undefined ? null : createAeroDataBoxClient({ key, baseUrl, authHeader, airports })
}

/** Who can be asked how a flight stands; null where no provider is configured. */
export function flightStatusOf(config: Config): FlightStatusProvider | null {
  return aeroDataBox(config)
}

/** What use cases over flight alerts need: who is subscribed, and the provider. */
export function flightAlertContext(
  config: Config,
  db: DirectoryDatabase,
): Pick<
  DirectoryContext,
  'flightAlerts' | 'flightAlertAccounts' | 'flightAlertService' | 'flightStatus' | 'lowFlightCredits'
> {
  return {
    flightAlerts: createFlightAlertSubscriptionRepository(db),
    flightAlertAccounts: createFlightAlertAccountRepository(db),
    flightAlertService: aeroDataBox(config) ?? developmentAlerts,
    flightStatus: flightStatusOf(config),
    lowFlightCredits: config.AERODATABOX_LOW_CREDITS,
  }
}

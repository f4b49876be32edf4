import { airports } from './adapters/airports/airports.ts'
import { createFlightAlertAccountRepository } from './adapters/db/repositories/flight-alert-account-repository.ts'
import { createFlightAlertSubscriptionRepository } from './adapters/db/repositories/flight-alert-subscription-repository.ts'
import { createFlightPollBudgetRepository } from './adapters/db/repositories/flight-poll-budget-repository.ts'
import { createFlightPollRepository } from './adapters/db/repositories/flight-poll-repository.ts'
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

/** Who is asked about flights that nobody calls back about. */
function polledProviderOf(_config: Config): FlightStatusProvider | null {
  return null
}

/** What use cases over flight alerts and polls need: who is subscribed, what is planned, and the providers. */
export function flightAlertContext(
  config: Config,
  db: DirectoryDatabase,
): Pick<
  DirectoryContext,
  | 'flightAlerts'
  | 'flightAlertAccounts'
  | 'flightAlertService'
  | 'flightStatus'
  | 'lowFlightCredits'
  | 'alertsCallBack'
  | 'flightPolls'
  | 'flightPollBudget'
  | 'polledProvider'
  | 'dailyPolls'
> {
  return {
    flightAlerts: createFlightAlertSubscriptionRepository(db),
    flightAlertAccounts: createFlightAlertAccountRepository(db),
    flightAlertService: aeroDataBox(config) ?? developmentAlerts,
    flightStatus: flightStatusOf(config),
    lowFlightCredits: config.AERODATABOX_LOW_CREDITS,
    alertsCallBack: config.AERODATABOX_API_KEY !== undefined,
    flightPolls: createFlightPollRepository(db),
    flightPollBudget: createFlightPollBudgetRepository(db),
    polledProvider: polledProviderOf(config),
    dailyPolls: config.AVIATIONSTACK_DAILY_REQUESTS,
  }
}

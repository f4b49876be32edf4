import { airports } from '../adapters/airports/airports.ts'
import { createFlightAlertAccountRepository } from '../adapters/db/repositories/flight-alert-account-repository.ts'
import { createFlightAlertSubscriptionRepository } from '../adapters/db/repositories/flight-alert-subscription-repository.ts'
import { createFlightPollBudgetRepository } from '../adapters/db/repositories/flight-poll-budget-repository.ts'
import { createFlightPollRepository } from '../adapters/db/repositories/flight-poll-repository.ts'
import { type AeroDataBoxClient, createAeroDataBoxClient } from '../adapters/flights/aerodatabox-client.ts'
import { createAviationstackClient } from '../adapters/flights/aviationstack-client.ts'
import { developmentAlerts } from '../adapters/flights/development-alerts.ts'
import { firstThatAnswers } from '../adapters/flights/first-that-answers.ts'
import type { Config } from '../core/config.ts'
import type { DirectoryDatabase } from '../core/database.ts'
import { createLog } from '../core/log.ts'
import type { FlightStatusProvider } from '../domain/shipments/ports.ts'
import type { DirectoryContext } from '../use-cases/context.ts'

function aeroDataBox(config: Config): AeroDataBoxClient | null {
  const { AERODATABOX_API_KEY: key, AERODATABOX_BASE_URL: baseUrl, AERODATABOX_AUTH_HEADER: authHeader } = config
  return key === undefined ? null : createAeroDataBoxClient({ key, baseUrl, authHeader, airports })
}

/** Who is asked about flights that nobody calls back about; null where Aviationstack is not configured. */
function polledProviderOf(config: Config): FlightStatusProvider | null {
  const { AVIATIONSTACK_ACCESS_KEY: accessKey, AVIATIONSTACK_BASE_URL: baseUrl } = config
  return accessKey === undefined ? null : createAviationstackClient({ accessKey, baseUrl, airports })
}

/** Who can be asked how a flight stands: AeroDataBox, and Aviationstack where that is not configured or cannot say. */
export function flightStatusOf(config: Config): FlightStatusProvider | null {
  const [first, ...others] = [aeroDataBox(config), polledProviderOf(config)].filter((provider) => provider !== null)
  if (first === undefined) return null
  if (others.length === 0) return first
  const log = createLog({})
  return firstThatAnswers(first, others, (provider, { kind, message }) =>
    log[kind === 'misconfigured' ? 'error' : 'warn']('flight_provider_failed', {
      provider,
      failure: kind,
      detail: message,
    }),
  )
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

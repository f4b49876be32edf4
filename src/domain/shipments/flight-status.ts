export const FLIGHT_STATUSES = [
  'scheduled',
  'delayed',
  'departed',
  'arrived',
  'cancelled',
  'diverted',
  'unknown',
] as const
export type FlightStatus = (typeof FLIGHT_STATUSES)[number]

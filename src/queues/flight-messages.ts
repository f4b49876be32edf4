import { z } from 'zod'
import { FLIGHT_STATUSES } from '../domain/shipments/flight-status.ts'
import type { FlightUpdate } from '../domain/shipments/flight-update.ts'

const time = z.number().int().nullable()
const text = z.string().nullable()

const FlightUpdateSchema = z.object({
  provider: z.enum(['aerodatabox', 'aviationstack', 'manual']),
  flightNumber: z.string(),
  codeshares: z.array(z.string()).readonly().optional(),
  departureDate: text,
  origin: text,
  destination: text,
  status: z.enum(FLIGHT_STATUSES),
  providerStatus: z.string(),
  scheduledDeparture: time,
  estimatedDeparture: time,
  actualDeparture: time,
  scheduledArrival: time,
  estimatedArrival: time,
  actualArrival: time,
  terminal: text,
  gate: text,
  arrivalTerminal: text,
  baggageBelt: text,
  aircraft: text,
  updatedAt: z.number().int(),
}) satisfies z.ZodType<FlightUpdate>

/** What the flight queue carries. */
export const FlightMessage = z.discriminatedUnion('type', [
  /** A provider's callback as it came; a large one waits in R2 under `body_key`. */
  z.object({
    type: z.literal('aerodatabox'),
    subscription_id: z.string(),
    received_at: z.number().int(),
    key: z.string(),
    body: z.unknown().optional(),
    body_key: z.string().optional(),
  }),
  /** One tenant's part of what a provider said, to be worked by itself. */
  z.object({
    type: z.literal('flight_update'),
    tenant_id: z.string(),
    update: FlightUpdateSchema,
    source: z.enum(['flight_webhook', 'flight_poll']).default('flight_webhook'),
  }),
  /** A number that is due to be asked about on a day. */
  z.object({
    type: z.literal('flight_poll'),
    flight_number: z.string(),
    departure_date: z.string(),
    turn: z.number().int(),
  }),
  /** A callback's word that the provider, asked for it, did not confirm yet: an older word of its own still stood there. */
  z.object({ type: z.literal('flight_hint'), update: FlightUpdateSchema, tries: z.number().int() }),
  z.object({
    type: z.enum(['flight_alert.watch', 'flight_alert.unwatch']),
    tenant_id: z.string(),
    flight_id: z.string(),
    flight_number: z.string(),
  }),
  z.object({
    type: z.literal('flight_alert.trouble'),
    tenant_id: z.string(),
    flight_id: z.string(),
    flight_number: z.string(),
    trouble: z.enum(['failed', 'paused', 'low', 'polls_spent']),
    event_id: z.string(),
  }),
])
export type FlightMessage = z.input<typeof FlightMessage>

import { CHANNELS, type Channel } from './delivery.ts'

/** What the people at a shipment's ends and its users can be told of. Bag and flight events are for staff: a landing is one message, not four. */
export const TOLD_EVENTS = [
  'shipment.created',
  'shipment.in_transit',
  'shipment.delayed',
  'shipment.arrived',
  'shipment.customs_hold',
  'shipment.available_for_pickup',
  'shipment.out_for_delivery',
  'shipment.delivery_failed',
  'shipment.delivered',
  'shipment.returned',
  'shipment.cancelled',
] as const
export type ToldEvent = (typeof TOLD_EVENTS)[number]

export const isToldEvent = (type: string): type is ToldEvent => (TOLD_EVENTS as readonly string[]).includes(type)

/** What of the defaults is changed: event, channel, on or off. */
export type PreferenceMatrix = { readonly [event in ToldEvent]?: { readonly [channel in Channel]?: boolean } }

/** The time of day, `HH:MM` at the destination, in which phones stay quiet. It may span midnight. */
export interface QuietHours {
  readonly from: string
  readonly to: string
}

/** What a company tells people of, and how. */
export interface Preferences {
  readonly matrix: PreferenceMatrix
  readonly quietHours: QuietHours | null
}

export const NO_PREFERENCES: Preferences = Object.freeze({ matrix: Object.freeze({}), quietHours: null })

/** Whether an event goes out on a channel where a company has not said otherwise. A push at the announcement would tell customers what they just did. */
const onByDefault = (event: ToldEvent, channel: Channel): boolean =>
  !(channel === 'push' && event === 'shipment.created')

export const Preferences = {
  allows: ({ matrix }: Preferences, event: ToldEvent, channel: Channel): boolean =>
    matrix[event]?.[channel] ?? onByDefault(event, channel),

  /** Every event on every channel, as it stands. */
  whole: (preferences: Preferences): Readonly<Record<ToldEvent, Readonly<Record<Channel, boolean>>>> =>
    table((event, channel) => Preferences.allows(preferences, event, channel)),
}

function table<T>(cell: (event: ToldEvent, channel: Channel) => T): Record<ToldEvent, Record<Channel, T>> {
  const row = (event: ToldEvent) => Object.fromEntries(CHANNELS.map((channel) => [channel, cell(event, channel)]))
  return Object.fromEntries(TOLD_EVENTS.map((event) => [event, row(event)])) as Record<ToldEvent, Record<Channel, T>>
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))

/** The minute of the day that a clock on the wall shows there. */
function wallMinute(now: number, timeZone: string): number {
  const shown = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  return minutesOf(shown.format(now))
}

/**
 * When the quiet hours that `now` lies in end, ms UTC; null outside them. Where a clock is set back or forward in between, the end is
 * where the wall shows it.
 */
export function quietUntil(quiet: QuietHours | null, timeZone: string, now: number): number | null {
  if (!quiet) return null
  const [from, to] = [minutesOf(quiet.from), minutesOf(quiet.to)]
  const minute = wallMinute(now, timeZone)
  const isQuiet = from <= to ? minute >= from && minute < to : minute >= from || minute < to
  if (!isQuiet) return null
  const start = now - (now % 60_000)
  const guess = start + ((to - minute + 1440) % 1440) * 60_000
  const shift = ((to - wallMinute(guess, timeZone) + 1440 + 720) % 1440) - 720
  return guess + shift * 60_000
}

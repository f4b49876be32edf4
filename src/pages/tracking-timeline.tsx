import { fillNodes } from './fill.tsx'
import { clockTime, countryName, dayKey, longDay } from './local-time.ts'
import { eventPlace } from './tracking-story.ts'
import type { EventView, Place, TrackingView } from './tracking-view.ts'
import { TRACKING_WORDS, type TrackingWords } from './tracking-words.ts'

interface Day {
  readonly key: string
  readonly at: number
  readonly place: Place
  readonly events: EventView[]
}

/** Neighbouring events of one local day on one city's clock stand together, in the order they came. */
function daysOf(view: TrackingView): Day[] {
  const days: Day[] = []
  for (const event of view.events) {
    const place = eventPlace(view, event)
    const key = `${dayKey(event.occurredAt, place.timeZone)} ${place.city}`
    const last = days.at(-1)
    if (last?.key === key) last.events.push(event)
    else days.push({ key, at: event.occurredAt, place, events: [event] })
  }
  return days
}

function known<T extends string>(table: Readonly<Record<T, string>>, key: string | null): string | null {
  return key !== null && Object.hasOwn(table, key) ? table[key as T] : null
}

/** What happened: the code's own words where they say more than the status does. */
function titleOf(words: TrackingWords, event: EventView): string {
  const code = event.status === 'available_for_pickup' && event.code === 'NFD' ? null : event.code
  return known(words.codes, code) ?? words.status[event.status]
}

function Where({ view, event }: { view: TrackingView; event: EventView }) {
  if (!event.place && !event.flightNumber) return null
  const { place } = event
  return (
    <p class="where">
      {place ? (
        <span>
          <bdi>
            {place.city} ({place.iata})
          </bdi>{' '}
          · {countryName(place.country, view.locale)}
        </span>
      ) : null}
      {event.flightNumber ? (
        <span>{fillNodes(TRACKING_WORDS[view.locale].flight, { number: event.flightNumber })}</span>
      ) : null}
    </p>
  )
}

function Step({ view, event, place }: { view: TrackingView; event: EventView; place: Place }) {
  const words = TRACKING_WORDS[view.locale]
  const reason = known(words.reasons, event.reasonCode)
  return (
    <li id={event.id} class={`step ${event.status}`}>
      <time datetime={new Date(event.occurredAt).toISOString()}>
        {clockTime(event.occurredAt, place.timeZone, view.locale)}
      </time>
      <div>
        <h4>{titleOf(words, event)}</h4>
        <Where view={view} event={event} />
        {reason ? <p class="reason">{reason}</p> : null}
        {event.note ? (
          <p class="note" dir="auto">
            {event.note}
          </p>
        ) : null}
      </div>
    </li>
  )
}

/** Everything that happened, newest first, each time on the clock of the place where it happened, and that place named. */
export function Timeline({ view }: { view: TrackingView }) {
  const words = TRACKING_WORDS[view.locale]
  return (
    <section class="card timeline" aria-labelledby="journey">
      <h2 id="journey">{words.journey}</h2>
      {view.events.length === 0 ? <p class="empty">{words.noEvents}</p> : null}
      {daysOf(view).map((day) => (
        <section class="dayblock">
          <header>
            <h3>
              <time datetime={dayKey(day.at, day.place.timeZone)}>
                {longDay(day.at, day.place.timeZone, view.locale)}
              </time>
            </h3>
            <p class="zone">{fillNodes(words.cityTime, { city: day.place.city })}</p>
          </header>
          <ol>
            {day.events.map((event) => (
              <Step view={view} event={event} place={day.place} />
            ))}
          </ol>
        </section>
      ))}
    </section>
  )
}

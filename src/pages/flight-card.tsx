import { fillNodes } from './fill.tsx'
import { clockTime, dayKey, duration, nearDay } from './local-time.ts'
import { flightTimes, type MovedTime } from './tracking-story.ts'
import type { FlightView, Place, TrackingView } from './tracking-view.ts'
import { TRACKING_WORDS } from './tracking-words.ts'

interface EndProps {
  readonly view: TrackingView
  readonly label: string
  readonly place: Place
  readonly time: MovedTime
  readonly extras: readonly (readonly [string, string | null])[]
  readonly now: number
}

function Clock({ at, place, view }: { at: number; place: Place; view: TrackingView }) {
  return <time datetime={new Date(at).toISOString()}>{clockTime(at, place.timeZone, view.locale)}</time>
}

/** The time that holds now, and the struck one it replaced, each said aloud for what it is. */
function Times({ view, place, time }: { view: TrackingView; place: Place; time: MovedTime }) {
  const words = TRACKING_WORDS[view.locale]
  if (time.at === null) return <p class="clock none">{words.timeUnknown}</p>
  if (time.was === null) {
    return (
      <p class="clock">
        <Clock at={time.at} place={place} view={view} />
      </p>
    )
  }
  return (
    <p class="clock">
      <span class="spoken">{words.timeNow} </span>
      <ins>
        <Clock at={time.at} place={place} view={view} />
      </ins>{' '}
      <span class="spoken">{words.timeWas} </span>
      <del>
        <Clock at={time.was} place={place} view={view} />
      </del>
    </p>
  )
}

/** The date, and the old one too when a delay ran past midnight. */
function Day({ view, place, time, now }: { view: TrackingView; place: Place; time: MovedTime; now: number }) {
  if (time.at === null) return null
  const day = (at: number) => nearDay(at, now, place.timeZone, view.locale)
  const slipped = time.was !== null && dayKey(time.was, place.timeZone) !== dayKey(time.at, place.timeZone)
  return (
    <p class="day">
      {day(time.at)} {slipped && time.was !== null ? <del>{day(time.was)}</del> : null}
    </p>
  )
}

function End({ view, label, place, time, extras, now }: EndProps) {
  return (
    <div class="end">
      <p class="label">{label}</p>
      <p class="where">
        <bdi class="iata">{place.iata}</bdi> <bdi>{place.city}</bdi>
      </p>
      <Times view={view} place={place} time={time} />
      <Day view={view} place={place} time={time} now={now} />
      <dl>
        {extras.map(([name, value]) =>
          value ? (
            <div>
              <dt>{name}</dt>
              <dd>
                <bdi>{value}</bdi>
              </dd>
            </div>
          ) : null,
        )}
      </dl>
    </div>
  )
}

function Status({ view, flight, lateBy }: { view: TrackingView; flight: FlightView; lateBy: number }) {
  const words = TRACKING_WORDS[view.locale]
  const trouble = flight.status === 'cancelled' || flight.status === 'diverted' || flight.status === 'delayed'
  const late = lateBy >= 15 * 60_000 && flight.status !== 'cancelled'
  return (
    <p class={flight.status !== 'arrived' && (trouble || late) ? 'chip warn' : 'chip'}>
      {flight.status === 'delayed' && late ? null : <span>{words.flightStatus[flight.status]}</span>}
      {late ? <span>{fillNodes(words.delayedBy, { duration: duration(lateBy, view.locale) })}</span> : null}
    </p>
  )
}

/** The flight: where from, where to, when it was planned and when it really goes. Each time is on its own airport's clock. */
export function FlightCard({ view, flight, now }: { view: TrackingView; flight: FlightView; now: number }) {
  const words = TRACKING_WORDS[view.locale]
  const { departure, arrival, lateBy } = flightTimes(flight)
  return (
    <section class={`card flight ${flight.status}`} aria-labelledby="flight">
      <header>
        <h2 id="flight">{fillNodes(words.flight, { number: flight.number })}</h2>
        <Status view={view} flight={flight} lateBy={lateBy} />
      </header>
      <div class="ends">
        <End
          view={view}
          label={flight.actualDeparture === null ? words.departs : words.departed}
          place={flight.origin}
          time={departure}
          now={now}
          extras={[
            [words.terminal, flight.terminal],
            [words.gate, flight.gate],
          ]}
        />
        <End
          view={view}
          label={flight.actualArrival === null ? words.arrives : words.landed}
          place={flight.destination}
          time={arrival}
          now={now}
          extras={[[words.belt, flight.baggageBelt]]}
        />
      </div>
    </section>
  )
}

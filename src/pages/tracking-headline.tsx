import { directionOf, fill, fillNodes } from './fill.tsx'
import { clockTime, FORMAT_LOCALES, nearDay } from './local-time.ts'
import { isConnecting, placeOf, type WhenLine, whenLine } from './tracking-story.ts'
import type { Place, TrackingView } from './tracking-view.ts'
import { TRACKING_WORDS } from './tracking-words.ts'

/** `today at 14:05`, on the clock of `place`. Times are ms since 1970, UTC. */
export function dayAndTime(view: TrackingView, at: number, place: Place, now: number): string {
  return fill(TRACKING_WORDS[view.locale].dayAndTime, {
    day: nearDay(at, now, place.timeZone, view.locale),
    time: clockTime(at, place.timeZone, view.locale),
  })
}

function names(view: TrackingView) {
  return {
    origin: view.origin.city,
    destination: view.destination.city,
    place: placeOf(view).city,
    brand: view.brand.name,
  }
}

function detailOf(view: TrackingView): string {
  const words = TRACKING_WORDS[view.locale]
  return isConnecting(view) ? words.continues : words.detail[view.status]
}

/** Unicode isolates do for plain text what `<bdi>` does for markup (UAX #9). */
function isolated(value: string, view: TrackingView): string {
  return directionOf(view.locale) === 'rtl' ? `\u2068${value}\u2069` : value
}

/** The headline and its time as one plain sentence: for a screen reader's announcement and the window's title. */
export function headlineText(view: TrackingView, now: number): string {
  const words = TRACKING_WORDS[view.locale]
  const cities = Object.fromEntries(Object.entries(names(view)).map(([name, value]) => [name, isolated(value, view)]))
  const headline = fill(words.headline[view.status], cities)
  const line = whenLine(view, now)
  if (!line) return headline
  const when = fill(words.inCityTime, {
    when: dayAndTime(view, line.at, line.place, now),
    city: isolated(line.place.city, view),
  })
  return `${headline} — ${fill(words[line.kind], { when })}`
}

function When({ view, line, now }: { view: TrackingView; line: WhenLine; now: number }) {
  const words = TRACKING_WORDS[view.locale]
  const time = (
    <time datetime={new Date(line.at).toISOString()}>
      {fillNodes(words.inCityTime, { when: dayAndTime(view, line.at, line.place, now), city: line.place.city })}
    </time>
  )
  return <p class="when">{fillNodes(words[line.kind], { when: time })}</p>
}

/** Where is it? In words, and when. */
export function Headline({ view, now }: { view: TrackingView; now: number }) {
  const words = TRACKING_WORDS[view.locale]
  const line = whenLine(view, now)
  return (
    <div class="say">
      <h1>{fillNodes(words.headline[view.status], names(view))}</h1>
      {line ? <When view={view} line={line} now={now} /> : null}
      <p class="detail">{fillNodes(detailOf(view), names(view))}</p>
    </div>
  )
}

/** How many pieces, with the plural form the language asks for. */
export function piecesText(view: TrackingView): string {
  const forms = TRACKING_WORDS[view.locale].pieces
  const rule = new Intl.PluralRules(FORMAT_LOCALES[view.locale]).select(view.pieces)
  return fill(forms[rule] ?? forms.other, { n: view.pieces })
}

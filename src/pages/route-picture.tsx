import { directionOf } from './fill.tsx'
import { moodOf, progressOf } from './tracking-story.ts'
import type { Place, TrackingView } from './tracking-view.ts'

type Point = readonly [number, number]

const WIDTH = 360
/** A quadratic Bézier curve: take-off, the height it is drawn towards, landing. */
const ARC: readonly [Point, Point, Point] = [
  [9, 94],
  [180, -50],
  [351, 94],
]
const AIRCRAFT =
  'M15 0c0-1.2-1.5-2.1-3.4-2.1H5.4L-1.4-12.4h-3.2L-1.7-2.1h-6.2l-2.4-3.3h-2.4L-11.1 0l-1.6 5.4h2.4l2.4-3.3h6.2L-4.6 12.4h3.2L5.4 2.1h6.2C13.5 2.1 15 1.2 15 0z'

function between(a: Point, b: Point, t: number): Point {
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t]
}

const text = (point: Point) => `${point[0].toFixed(1)} ${point[1].toFixed(1)}`

/** Cuts the arc at `t` (de Casteljau): both halves as SVG paths, and the aircraft's place and heading in degrees. */
function cut(arc: readonly [Point, Point, Point], t: number) {
  const rise = between(arc[0], arc[1], t)
  const fall = between(arc[1], arc[2], t)
  const here = between(rise, fall, t)
  const heading = (Math.atan2(fall[1] - rise[1], fall[0] - rise[0]) * 180) / Math.PI
  return {
    flown: `M${text(arc[0])}Q${text(rise)} ${text(here)}`,
    ahead: `M${text(here)}Q${text(fall)} ${text(arc[2])}`,
    aircraft: `translate(${text(here)}) rotate(${heading.toFixed(1)})`,
  }
}

function mirrored(arc: readonly [Point, Point, Point]): readonly [Point, Point, Point] {
  const flip = (point: Point): Point => [WIDTH - point[0], point[1]]
  return [flip(arc[0]), flip(arc[1]), flip(arc[2])]
}

function Port({ place, end }: { place: Place; end: 'from' | 'to' }) {
  return (
    <div class={`port ${end}`}>
      <bdi class="iata">{place.iata}</bdi>
      <bdi class="city">{place.city}</bdi>
    </div>
  )
}

/** From here to there as one arc with the aircraft on it. Drawn in reading direction; the words say the same, so it is hidden from screen readers. */
export function RoutePicture({ view, now }: { view: TrackingView; now: number }) {
  const arc = directionOf(view.locale) === 'rtl' ? mirrored(ARC) : ARC
  const progress = progressOf(view, now)
  const stopped = moodOf(view) === 'stopped'
  const landed = progress === 1 && !stopped
  const drawn = cut(arc, progress)
  const waiting = cut(arc, 0.1)
  const [from, , to] = arc
  return (
    <div class="route">
      <svg viewBox={`0 0 ${WIDTH} 110`} aria-hidden="true" focusable="false">
        <path class="ahead" d={drawn.ahead} />
        {stopped ? <path class="ahead" d={drawn.flown} /> : <path class="flown" d={drawn.flown} />}
        <circle class="dot" cx={from[0]} cy={from[1]} r="6" />
        <circle class={landed ? 'dot' : 'ring'} cx={to[0]} cy={to[1]} r={landed ? 9 : 6} />
        {view.status === 'delivered' ? (
          <path class="tick" d="m-4 .3 2.9 3L4.2-3" transform={`translate(${text(to)})`} />
        ) : null}
        {progress < 1 && !stopped ? (
          <path class="aircraft" d={AIRCRAFT} transform={progress === 0 ? waiting.aircraft : drawn.aircraft} />
        ) : null}
      </svg>
      <div class="ports">
        <Port place={view.origin} end="from" />
        <Port place={view.destination} end="to" />
      </div>
    </div>
  )
}

import { BrandHeader, Contacts } from './brand-header.tsx'
import { paletteOf } from './brand-palette.ts'
import { Shell, toDocument } from './document-shell.tsx'
import { directionOf, fill, fillNodes } from './fill.tsx'
import { FlightCard } from './flight-card.tsx'
import { weight } from './local-time.ts'
import { RoutePicture } from './route-picture.tsx'
import { dayAndTime, Headline, headlineText, piecesText } from './tracking-headline.tsx'
import { liveScript } from './tracking-live.ts'
import { Phases } from './tracking-phases.tsx'
import { moodOf, noticeOf } from './tracking-story.ts'
import { trackingStyles } from './tracking-styles.ts'
import { Timeline } from './tracking-timeline.tsx'
import type { TrackingView } from './tracking-view.ts'
import { type NoticeKind, TRACKING_WORDS } from './tracking-words.ts'

interface Props {
  readonly view: TrackingView
  readonly now: number
}

/** Shown by the script once it listens; without one there is nothing to promise. */
function LiveBadge({ view }: { view: TrackingView }) {
  const words = TRACKING_WORDS[view.locale].live
  if (!view.live) return null
  return (
    <p
      id="live"
      class="live connecting"
      hidden
      data-socket={view.live.socketPath}
      data-connected={words.connected}
      data-connecting={words.connecting}
      data-disconnected={words.disconnected}
    >
      <span class="lamp" aria-hidden="true" />
      <span class="word">{words.connecting}</span>
    </p>
  )
}

function NoticeCard({ view, kind }: { view: TrackingView; kind: NoticeKind }) {
  const words = TRACKING_WORDS[view.locale]
  const notice = words.notices[kind]
  return (
    <section class={`notice ${moodOf(view)}`} aria-labelledby="notice">
      <h2 id="notice">{words.notice}</h2>
      <p>{notice.why}</p>
      <p class="todo">{notice.now}</p>
    </section>
  )
}

function Facts({ view }: { view: TrackingView }) {
  const words = TRACKING_WORDS[view.locale]
  return (
    <dl class="facts">
      <div class="number">
        <dt>{words.trackingNumber}</dt>
        <dd>
          <bdi dir="ltr">{view.trackingIdGrouped}</bdi>
        </dd>
      </div>
      <div>
        <dt>{words.piecesLabel}</dt>
        <dd>{piecesText(view)}</dd>
      </div>
      <div>
        <dt>{words.weight}</dt>
        <dd>{weight(view.weightGrams, view.locale)}</dd>
      </div>
    </dl>
  )
}

function Ticket({ view, now }: Props) {
  return (
    <article class={`ticket ${moodOf(view)}`}>
      <div class="face">
        <Headline view={view} now={now} />
        <RoutePicture view={view} now={now} />
      </div>
      <div class="stub">
        <Phases view={view} />
        <Facts view={view} />
      </div>
    </article>
  )
}

function Help({ view }: { view: TrackingView }) {
  const words = TRACKING_WORDS[view.locale]
  return (
    <section class="card help" aria-labelledby="help">
      <h2 id="help">{words.help}</h2>
      <p>{fillNodes(words.helpText, { brand: view.brand.name })}</p>
      <Contacts brand={view.brand} />
    </section>
  )
}

function Updated({ view, now }: Props) {
  const words = TRACKING_WORDS[view.locale]
  const { destination } = view
  const time = (
    <time datetime={new Date(now).toISOString()}>
      {fillNodes(words.inCityTime, { when: dayAndTime(view, now, destination, now), city: destination.city })}
    </time>
  )
  return <p class="updated">{fillNodes(words.updated, { when: time })}</p>
}

/**
 * The public tracking page as one HTML document. Pure: `now` (ms since 1970, UTC; the caller's clock when left out)
 * decides what "today" means and where the aircraft is drawn. Needs no other host but the logo's; asks of the
 * Content-Security-Policy: `style-src` and `script-src` with the view's nonce, `connect-src 'self'`, `img-src https:`,
 * and no `require-trusted-types-for`. The answer carries no name, phone or street of a person.
 */
export function renderTrackingPage(view: TrackingView, now: number = Date.now()): string {
  const words = TRACKING_WORDS[view.locale]
  const palette = paletteOf(view.brand.colour)
  const notice = noticeOf(view)
  const sentence = headlineText(view, now)
  return toDocument(
    <Shell
      nonce={view.nonce}
      lang={view.locale}
      dir={directionOf(view.locale)}
      title={`${fill(words.title, { id: view.trackingIdGrouped })} · ${view.brand.name}`}
      description={words.shareDescription}
      themeColours={[palette.ground, palette.groundDark]}
      styles={trackingStyles(palette)}
      script={view.live ? liveScript() : undefined}
    >
      <a class="skip" href="#main">
        {words.skip}
      </a>
      <BrandHeader brand={view.brand}>
        <LiveBadge view={view} />
      </BrandHeader>
      <p id="announce" class="spoken" role="status" aria-live="polite" />
      <main id="main" tabindex={-1} data-sentence={sentence} data-since={view.live?.since} data-made={now}>
        <Ticket view={view} now={now} />
        {notice ? <NoticeCard view={view} kind={notice} /> : null}
        <div class="columns">
          {view.flight ? <FlightCard view={view} flight={view.flight} now={now} /> : null}
          <Timeline view={view} />
          <Help view={view} />
        </div>
        <Updated view={view} now={now} />
      </main>
    </Shell>,
  )
}

import type { Locale } from '../../../domain/auth/tenant.ts'
import type { NotificationType } from '../../../domain/notifications/notification-event.ts'
import type { RenderedMail, ShipmentMail } from '../../../domain/notifications/ports.ts'
import type { PlaceholderValues } from '../../../domain/notifications/templates.ts'
import type { Airport } from '../../../domain/shipments/airport.ts'
import { TrackingId } from '../../../domain/shipments/tracking-id.ts'
import { Footer, footerText } from './mail-contact.tsx'
import { Button, Heading, MailLayout, Paragraph, toMail } from './mail-layout.tsx'
import { fillIn, mailTime, oneLine, subjectLine } from './mail-text.ts'
import { MAIL_WORDS, type ShipmentTopic } from './mail-words.ts'

/** After these there is no arrival left to expect. */
const NO_MORE_ARRIVAL: readonly ShipmentTopic[] = [
  'arrived',
  'customs_hold',
  'available_for_pickup',
  'out_for_delivery',
  'delivery_failed',
  'delivered',
  'returned',
  'lost',
  'cancelled',
  'flight_cancelled',
]

/** What the event is to a person who waits: `shipment.arrived` -> `arrived`, `flight.delayed` -> `flight_delayed`; anything else is news. */
function topicOf(event: NotificationType, sooner = false): ShipmentTopic {
  if (event === 'shipment.delayed' && sooner) return 'sooner'
  const [subject, what] = event.split('.')
  const name = subject === 'flight' ? `flight_${what}` : String(what)
  const known = subject !== 'bag' && Object.hasOwn(MAIL_WORDS.en.shipment, name)
  return known ? (name as ShipmentTopic) : 'updated'
}

function expectedText(mail: ShipmentMail, topic: ShipmentTopic): string | null {
  if (mail.estimatedArrival === null || NO_MORE_ARRIVAL.includes(topic)) return null
  return fillIn(MAIL_WORDS[mail.locale].cityTime, {
    when: mailTime(mail.estimatedArrival, mail.destination.timeZone, mail.locale),
    city: mail.destination.city,
  })
}

function End({ airport, last }: { airport: Airport; last: boolean }) {
  return (
    <span style={`display:inline-block;vertical-align:top;${last ? '' : 'margin-inline-end:4px'}`}>
      <bdi class="ink" style="font-size:26px;line-height:1.2;font-weight:780;color:#12161d">
        {airport.iata}
      </bdi>
      <br />
      <bdi class="soft" style="font-size:14px;color:#4d5665">
        {airport.city}
      </bdi>
    </span>
  )
}

function Fact({ name, value, mono }: { name: string; value: string; mono?: boolean }) {
  const font = mono ? 'font-family:ui-monospace,Menlo,Consolas,monospace;font-size:17px' : 'font-size:16px'
  return (
    <p
      class="soft line"
      style="margin:14px 0 0;padding-top:14px;border-top:1px solid #dfe3ea;font-size:13px;line-height:1.5;color:#4d5665"
    >
      {name}
      <br />
      <bdi class="ink" dir={mono ? 'ltr' : undefined} style={`${font};font-weight:650;color:#12161d`}>
        {value}
      </bdi>
    </p>
  )
}

function Ticket({ mail, expected }: { mail: ShipmentMail; expected: string | null }) {
  const words = MAIL_WORDS[mail.locale]
  return (
    <div class="sunk" style="margin:22px 0 0;padding:20px 22px;border-radius:14px;background:#f4f6f9">
      <div>
        <End airport={mail.origin} last={false} />
        <span
          class="soft"
          aria-hidden="true"
          style="display:inline-block;padding:4px 12px 0;font-size:20px;color:#4d5665"
        >
          {mail.locale === 'ar' ? '←' : '→'}
        </span>
        <End airport={mail.destination} last={true} />
      </div>
      {expected ? <Fact name={words.expectedArrival} value={expected} /> : null}
      <Fact name={words.trackingNumber} value={TrackingId.grouped(mail.trackingId)} mono />
    </div>
  )
}

function namesOf(mail: ShipmentMail, topic: ShipmentTopic) {
  const expected = expectedText(mail, topic) ?? ''
  return { origin: mail.origin.city, destination: mail.destination.city, brand: mail.brand.name, expected }
}

/** The same news in two short plain texts. */
export function shortNews(mail: ShipmentMail): { readonly title: string; readonly body: string } {
  const topic = topicOf(mail.event, mail.sooner)
  const said = MAIL_WORDS[mail.locale].shipment[topic]
  const names = namesOf(mail, topic)
  return { title: subjectLine(fillIn(said.subject, names)), body: fillIn(said.text, names) }
}

/** The built-in words, their holes named as a company's own words name them. */
export function builtInWords(event: NotificationType, locale: Locale) {
  const words = MAIL_WORDS[locale]
  const said = words.shipment[topicOf(event)]
  const named = (text: string) =>
    text
      .replaceAll('{brand}', '{company}')
      .replaceAll('{name}', '{recipient_name}')
      .replaceAll('{expected}', '{estimated_arrival}')
  return { greeting: named(words.greeting), title: named(said.subject), body: named(said.text) }
}

/** What a company's own words may name. What there is none of is empty. */
export function placeholdersOf(mail: ShipmentMail): PlaceholderValues {
  return {
    recipient_name: oneLine(mail.recipientName),
    tracking_id: TrackingId.grouped(mail.trackingId),
    tracking_url: mail.trackingUrl,
    origin: oneLine(mail.origin.city),
    destination: oneLine(mail.destination.city),
    status: shortNews(mail).title,
    estimated_arrival: expectedText(mail, topicOf(mail.event, mail.sooner)) ?? '',
    company: oneLine(mail.brand.name),
  }
}

/** The paragraphs of a company's own text. */
const paragraphsOf = (text: string): readonly string[] =>
  text
    .split(/\r?\n\s*\r?\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '')

/** A mail about one event of a parcel, in HTML and as text that stands alone. Times are on the destination's clock. */
export function renderShipmentMail(mail: ShipmentMail): RenderedMail {
  const words = MAIL_WORDS[mail.locale]
  const topic = topicOf(mail.event, mail.sooner)
  const names = namesOf(mail, topic)
  const subject = subjectLine(mail.own?.subject ?? fillIn(words.shipment[topic].subject, names))
  const said = mail.own
    ? paragraphsOf(mail.own.text)
    : [fillIn(words.greeting, { name: mail.recipientName }), fillIn(words.shipment[topic].text, names)]
  const why = fillIn(words.why, names)
  const stopUrl = mail.stopUrl ?? null
  const expected = expectedText(mail, topic)
  const preheader = expected ? `${words.expectedArrival}: ${expected}` : (said.at(-1) ?? subject)
  const html = toMail(
    <MailLayout
      locale={mail.locale}
      brand={mail.brand}
      subject={subject}
      preheader={preheader.slice(0, 300)}
      footer={<Footer locale={mail.locale} brand={mail.brand} reason={why} stopUrl={stopUrl} />}
    >
      <Heading text={subject} />
      {said.map((paragraph) => (
        <Paragraph>{paragraph}</Paragraph>
      ))}
      <Ticket mail={mail} expected={expected} />
      <Button href={mail.trackingUrl}>{words.track}</Button>
    </MailLayout>,
  )
  const facts = [
    `${words.route}: ${mail.origin.city} (${mail.origin.iata}) – ${mail.destination.city} (${mail.destination.iata})`,
    ...(expected ? [`${words.expectedArrival}: ${expected}`] : []),
    `${words.trackingNumber}: ${TrackingId.grouped(mail.trackingId)}`,
  ]
  const [greeting = '', ...rest] = said
  const opening = mail.own ? said : [greeting, `${subject}.`, ...rest]
  const lines = [...opening, facts.join('\n'), `${words.track}:\n${mail.trackingUrl}`]
  return {
    subject,
    html,
    text: `${[...lines, '--', ...footerText(mail.locale, mail.brand, why, stopUrl)].join('\n\n')}\n`,
  }
}

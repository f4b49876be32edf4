import { describe, it } from 'vitest'
import { LOCALES } from '../../src/domain/auth/tenant.ts'
import { SHIPMENT_STATUSES } from '../../src/domain/shipments/shipment-status.ts'
import { renderTrackingForm, renderTrackingNotFound } from '../../src/pages/tracking-form.tsx'
import { renderTrackingPage } from '../../src/pages/tracking-page.tsx'
import type { TrackingView } from '../../src/pages/tracking-view.ts'
import { nestingFaults, tagsOf, textOf } from './markup.ts'
import './nothing-personal.ts'
import { anEvent, aView, LATE_FLIGHT, LISBON, MADRID, MIAMI, NOW } from './sample-view.ts'

const text = (view: TrackingView, now = NOW) => textOf(renderTrackingPage(view, now))

describe('a tracking page is sound HTML', () => {
  for (const locale of LOCALES) {
    it(`in ${locale}, whatever the status`, async ({ expect }) => {
      for (const status of SHIPMENT_STATUSES) {
        const html = renderTrackingPage(aView({ locale, status }), NOW)
        const tags = await tagsOf(html)
        const root = tags.find((tag) => tag.name === 'html')
        expect(root?.attributes).toEqual({ lang: locale, dir: locale === 'ar' ? 'rtl' : 'ltr' })
        expect(tags.filter((tag) => tag.name === 'h1')).toHaveLength(1)
        expect(tags.filter((tag) => tag.name === 'main')).toHaveLength(1)
        const times = tags.filter((tag) => tag.name === 'time')
        expect(times.length).toBeGreaterThan(2)
        for (const time of times) expect(time.attributes.datetime).toMatch(/^\d{4}-\d\d-\d\d/)
        expect(nestingFaults(html)).toEqual([])
      }
    })
  }

  it('and the check that says so finds what is wrong', ({ expect }) => {
    expect(nestingFaults('<div><p>a<ul></ul></p>')).toEqual(['<ul> in <p>', '<div> stays open'])
    expect(nestingFaults('<b><i></b></i>')).toEqual(['</b> closes <i>', '</i> closes <b>'])
  })

  it('runs nothing inline without the nonce and loads nothing from another host', async ({ expect }) => {
    const tags = await tagsOf(renderTrackingPage(aView(), NOW))
    const inline = tags.filter((tag) => tag.name === 'style' || tag.name === 'script')
    expect(inline.map((tag) => tag.attributes.nonce)).toEqual(['bm9uY2U', 'bm9uY2U'])
    for (const { attributes } of tags) {
      expect(attributes.style).toBeUndefined()
      expect(attributes.src).toBeUndefined()
      expect(Object.keys(attributes).filter((name) => name.startsWith('on'))).toEqual([])
    }
  })

  it('asks not to be indexed, sends no referrer, and previews without a name or a number', async ({ expect }) => {
    const tags = await tagsOf(renderTrackingPage(aView(), NOW))
    const meta = (name: string) =>
      tags.find((tag) => tag.attributes.name === name || tag.attributes.property === name)?.attributes.content
    expect(meta('robots')).toContain('noindex')
    expect(meta('referrer')).toBe('no-referrer')
    expect(meta('og:description')).toBe('See where this parcel is right now and every step of its journey.')
  })
})

describe('where is it?', () => {
  it('says since when it is there, but never since a time that is still to come', ({ expect }) => {
    const landed = { status: 'arrived', estimatedArrival: null } as const
    expect(text(aView({ ...landed, statusSince: NOW - 60_000 }))).toContain('Since today at')
    expect(text(aView({ ...landed, statusSince: NOW + 60_000 }))).not.toContain('Since')
  })

  it('says so in one sentence, with the landing on the destination’s clock', ({ expect }) => {
    expect(text(aView())).toContain('On its way to Madrid')
    expect(text(aView())).toContain('Lands today at 14:05, Madrid time')
    expect(text(aView({ locale: 'es' }))).toContain('Aterriza hoy a las 14:05, hora de Madrid')
  })

  it('does not promise a landing that should have been', ({ expect }) => {
    expect(text(aView(), NOW + 6 * 3_600_000)).toContain('Was due to land today at 14:05')
  })

  it('does not call a parcel arrived at its destination when it landed at a connection', ({ expect }) => {
    const view = aView({ status: 'arrived', events: [anEvent({ id: 'evt_9', status: 'arrived', place: LISBON })] })
    expect(text(view)).toContain('Arrived in Lisbon')
    expect(text(view)).toContain('From here it continues to Madrid.')
    expect(renderTrackingPage(view, NOW)).toMatch(/<li class="current" aria-current="step">.{0,400}In the air/s)
  })

  it('keeps the step of a parcel that was lost after it had flown', ({ expect }) => {
    const html = renderTrackingPage(aView({ status: 'lost' }), NOW)
    expect(html).toMatch(/<li class="stopped" aria-current="step">.{0,400}In the air/s)
    expect(html).not.toContain('class="aircraft"')
  })

  it('explains what is wrong and what to do, and is quiet when nothing is', ({ expect }) => {
    const troubles = ['customs_hold', 'delivery_failed', 'lost', 'cancelled', 'returned'] as const
    for (const status of troubles) expect(text(aView({ status }))).toContain('What this means')
    const cancelled = aView({ status: 'bagged', flight: { ...LATE_FLIGHT, status: 'cancelled' } })
    expect(text(cancelled)).toContain('The airline cancelled the flight. The parcel is safe.')
    expect(text(cancelled)).not.toContain('Expected to land')
    expect(text(aView())).not.toContain('What this means')
    expect(text({ ...cancelled, status: 'delivered' })).not.toContain('What this means')
  })
})

describe('the flight', () => {
  it('strikes the planned time and shows the new one, each on its airport’s clock', ({ expect }) => {
    const html = renderTrackingPage(aView(), NOW)
    expect(html).toContain('<ins><time datetime="2026-03-12T13:05:00.000Z">14:05</time></ins>')
    expect(html).toContain('<del><time datetime="2026-03-12T11:55:00.000Z">12:55</time></del>')
    expect(html).toContain('<del><time datetime="2026-03-12T03:50:00.000Z">23:50</time></del>')
    expect(text(aView())).toContain('1 hr 10 mins late')
  })

  it('strikes nothing when it is on time', ({ expect }) => {
    const { scheduledDeparture, scheduledArrival } = LATE_FLIGHT
    const punctual = {
      ...LATE_FLIGHT,
      estimatedDeparture: scheduledDeparture,
      actualDeparture: null,
      estimatedArrival: scheduledArrival,
    }
    expect(renderTrackingPage(aView({ flight: punctual }), NOW)).not.toContain('<del>')
  })
})

describe('the timeline', () => {
  it('groups by the local day of the place and names whose clock it is', ({ expect }) => {
    const midnight = Date.parse('2026-03-11T23:30:00Z')
    const events = [
      anEvent({ id: 'evt_2', status: 'arrived', occurredAt: midnight, place: MADRID }),
      anEvent({ id: 'evt_1', status: 'in_transit', occurredAt: midnight - 9 * 3_600_000, place: MIAMI }),
    ]
    const shown = text(aView({ status: 'arrived', events }))
    expect(shown).toMatch(/Thursday 12 March\s*Madrid time\s*00:30/)
    expect(shown).toMatch(/Wednesday 11 March\s*Miami time\s*10:30/)
  })

  it('says what a reason means and never shows a code nobody can read', ({ expect }) => {
    const of = (reasonCode: string) =>
      text(aView({ events: [anEvent({ id: 'evt_1', status: 'delivery_failed', reasonCode, code: 'XYZ' })] }))
    expect(of('not_home')).toContain('Nobody was there')
    expect(of('constructor')).not.toContain('constructor')
    expect(of('internal_hold')).not.toMatch(/internal_hold|XYZ/)
  })

  it('says that there is nothing yet', ({ expect }) => {
    expect(text(aView({ status: 'created', events: [], flight: null }))).toContain('Nothing to show yet.')
  })
})

describe('what others typed', () => {
  const HOSTILE = `"><script>alert(1)</script><img src=x onerror=alert(1)>'&`

  it('stays text, wherever it stands', async ({ expect }) => {
    const place = { ...MADRID, city: HOSTILE, name: HOSTILE, iata: HOSTILE }
    const html = renderTrackingPage(
      aView({
        destination: place,
        trackingIdGrouped: HOSTILE,
        brand: { name: HOSTILE, colour: HOSTILE, logoUrl: HOSTILE, supportEmail: HOSTILE, supportPhone: HOSTILE },
        flight: { ...LATE_FLIGHT, number: HOSTILE, gate: HOSTILE, destination: place },
        events: [anEvent({ id: 'evt_1', status: 'arrived', place, note: HOSTILE, flightNumber: HOSTILE })],
        live: { socketPath: HOSTILE, since: 0 },
      }),
      NOW,
    )
    const tags = await tagsOf(html)
    expect(tags.filter((tag) => tag.name === 'script')).toHaveLength(1)
    expect(tags.filter((tag) => tag.name === 'img')).toHaveLength(0)
    expect(nestingFaults(html)).toEqual([])
    expect(textOf(html)).toContain(HOSTILE)
  })

  it('can load a logo over https and in no other way', async ({ expect }) => {
    const sources = async (logoUrl: string) => {
      const tags = await tagsOf(renderTrackingPage(aView({ brand: { ...aView().brand, logoUrl } }), NOW))
      return tags.filter((tag) => tag.name === 'img').map((tag) => tag.attributes.src)
    }
    expect(await sources('https://cdn.example/logo.svg')).toEqual(['https://cdn.example/logo.svg'])
    for (const url of ['http://x.example/a', 'javascript:alert(1)', 'data:image/svg+xml,x', '//x.example']) {
      expect(await sources(url)).toEqual([])
    }
  })

  it('is shown only where the view has a field for it', ({ expect }) => {
    const row = { ...aView(), recipient: { name: 'Ana Ruiz', phone: '+34600111222' }, sender: 'Luis Vega' }
    expect(renderTrackingPage(row, NOW)).not.toMatch(/Ana Ruiz|600111222|Luis Vega/)
  })
})

describe('live', () => {
  it('is promised only while the journey lasts', ({ expect }) => {
    expect(renderTrackingPage(aView(), NOW)).toContain('data-socket="/ws/track/SKY7K2MP4XWQ9TRA"')
    const over = renderTrackingPage(aView({ status: 'delivered', live: null }), NOW)
    expect(over).not.toContain('data-socket')
    expect(over).not.toContain('<script')
  })

  it('announces changes politely, outside of what is swapped', ({ expect }) => {
    const html = renderTrackingPage(aView(), NOW)
    expect(html.indexOf('aria-live="polite"')).toBeGreaterThan(0)
    expect(html.indexOf('aria-live="polite"')).toBeLessThan(html.indexOf('<main'))
  })
})

describe('without a parcel', () => {
  for (const [name, render] of [
    ['the form', renderTrackingForm],
    ['the page for a number nobody knows', renderTrackingNotFound],
  ] as const) {
    it(`${name} asks for a number in every language, without script`, async ({ expect }) => {
      for (const locale of LOCALES) {
        const html = render({ nonce: 'n', locale })
        const tags = await tagsOf(html)
        expect(nestingFaults(html)).toEqual([])
        expect(tags.filter((tag) => tag.name === 'h1')).toHaveLength(1)
        expect(tags.some((tag) => tag.name === 'script')).toBe(false)
        expect(tags.find((tag) => tag.name === 'form')?.attributes).toMatchObject({ method: 'get', action: '/t' })
        expect(tags.find((tag) => tag.name === 'input')?.attributes).toMatchObject({ id: 'id', name: 'id' })
        expect(tags.find((tag) => tag.name === 'label')?.attributes.for).toBe('id')
      }
    })
  }
})

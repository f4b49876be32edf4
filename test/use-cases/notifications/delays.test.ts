import { env } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import { listMails } from '../../../src/adapters/email/mock.ts'
import type { WhatsAppMessage } from '../../../src/domain/notifications/channel-ports.ts'
import { offloadBag } from '../../../src/use-cases/bags/offload-bag.ts'
import type { TenantContext } from '../../../src/use-cases/context.ts'
import { applyFlightUpdate } from '../../../src/use-cases/flights/apply-flight-update.ts'
import { syncFlight } from '../../../src/use-cases/flights/sync-flight.ts'
import { updateFlight } from '../../../src/use-cases/flights/update-flight.ts'
import { notifyPeople } from '../../../src/use-cases/notifications/notify-people.ts'
import { relayOutbox } from '../../../src/use-cases/notifications/relay-outbox.ts'
import { transitionShipment } from '../../../src/use-cases/shipments/transition-shipment.ts'
import { someTenant } from '../../harness/tenants.ts'
import { aboard, CUSTOMER, delaysOf, LANDS, MINUTE, subjectsTo, tellAll, word } from './late-flight.ts'
import { moodyPush, moodyWhatsApp, someDevices } from './moods.ts'
import { died, openOffice, refusalOf } from './office.ts'

describe('a flight that is late', () => {
  it('tells the people of its parcels the new time once on each channel, however often the word comes; no other company’s', async ({
    expect,
  }) => {
    const office = openOffice()
    const [one, other] = [await someTenant(0), await someTenant(1)]
    const said: WhatsAppMessage['content'][] = []
    const whatsapp = moodyWhatsApp()
    const service: typeof whatsapp.service = {
      ...whatsapp.service,
      async send(message) {
        said.push(message.content)
        return whatsapp.service.send(message)
      },
    }
    const push = moodyPush()
    const { directory } = someDevices(one, CUSTOMER)
    const mine = await aboard(office, one, 'IB6501', { whatsapp: service, push: push.service, devices: directory })
    const theirs = await aboard(office, other)

    for (let times = 0; times < 10; times++) {
      await applyFlightUpdate(mine.ctx, word(40, 1))
      await applyFlightUpdate(mine.ctx, word(40, 2 + times))
      await relayOutbox(mine.ctx)
    }

    const events = await delaysOf(mine.ctx)
    expect(events).toHaveLength(1)
    expect(events[0]).toMatchObject({
      subjectId: mine.shipmentId,
      audience: { staff: true, users: [CUSTOMER], people: true },
      payload: { status: 'bagged', airport: 'HAV', estimated_arrival: LANDS + 40 * MINUTE, previous_arrival: LANDS },
    })
    const eventId = events[0]?.id ?? ''
    expect(office.outbound.filter((job) => job.type === 'notify' && job.event_id === eventId)).toHaveLength(1)
    for (let times = 0; times < 3; times++) await notifyPeople(mine.ctx, eventId)

    const [mail, ...more] = (await listMails(env.FILES, undefined, mine.recipient)).filter(({ subject }) =>
      subject.includes('delayed'),
    )
    expect(more).toEqual([])
    expect(mail?.text).toContain('Expected arrival: Monday 23 November, 16:40, Havana time')
    expect(said).toEqual([
      {
        type: 'template',
        name: 'shipment_delayed',
        language: 'en',
        parameters: [
          'Yoel Pérez',
          expect.any(String),
          'Havana',
          'Monday 23 November, 16:40, Havana time',
          expect.any(String),
        ],
      },
    ])
    expect(push.taken).toHaveLength(1)
    expect(await delaysOf(theirs.ctx)).toEqual([])
    expect(await subjectsTo(theirs.recipient)).toEqual([])
    // Its own word is another company's own commit.
    await applyFlightUpdate(theirs.ctx, word(40, 1))
    expect(await delaysOf(theirs.ctx)).toHaveLength(1)
  })

  it('is told by the poll, by sync and by staff alike, to who waits on board and who flies, and to nobody else', async ({
    expect,
  }) => {
    const office = openOffice()
    const tenant = await someTenant()
    const load = await aboard(office, tenant)
    const left = await aboard(office, tenant, 'IB6503')
    await offloadBag(left.ctx, { bagId: left.bagId })
    const flightStatus = { provider: 'aerodatabox', status: async () => [word(40, 1)] }
    await syncFlight({ ...load.ctx, flightStatus }, load.flight.id)
    await applyFlightUpdate(left.ctx, word(40, 1, { flightNumber: 'IB6503' }))
    expect((await delaysOf(load.ctx)).map(({ subjectId }) => subjectId)).toEqual([load.shipmentId])

    office.time.now += 5
    await applyFlightUpdate(load.ctx, word(40, 2, { status: 'departed', providerStatus: 'Departed' }))
    const edit = { estimatedArrival: LANDS + 100 * MINUTE }
    await updateFlight(load.ctx, { id: load.flight.id, edit })
    expect((await delaysOf(load.ctx)).map(({ payload }) => [payload.status, payload.estimated_arrival])).toEqual([
      ['bagged', LANDS + 40 * MINUTE],
      ['in_transit', LANDS + 100 * MINUTE],
    ])
  })

  it('never tells an older time after a newer one, nor one that a newer one has overtaken unsent', async ({
    expect,
  }) => {
    const office = openOffice()
    const load = await aboard(office, await someTenant())
    await applyFlightUpdate(load.ctx, word(40, 1))
    office.time.now += 5
    await applyFlightUpdate(load.ctx, word(120, 3))
    await applyFlightUpdate(load.ctx, word(70, 2))
    const events = await delaysOf(load.ctx)
    expect(events.map(({ payload }) => payload.estimated_arrival)).toEqual([LANDS + 40 * MINUTE, LANDS + 120 * MINUTE])

    for (const { id } of events.toReversed()) await notifyPeople(load.ctx, id)
    const mails = await listMails(env.FILES, undefined, load.recipient)
    expect(mails).toHaveLength(1)
    expect(mails[0]?.text).toContain('18:00, Havana time')
  })

  it('tells the time that it remembers to have told, whatever small moves come before it goes out', async ({
    expect,
  }) => {
    const office = openOffice()
    const load = await aboard(office, await someTenant())
    await applyFlightUpdate(load.ctx, word(40, 1))
    office.time.now += 5
    await applyFlightUpdate(load.ctx, word(55, 2))
    await tellAll(load.ctx)
    const mails = await listMails(env.FILES, undefined, load.recipient)
    expect(mails.find(({ subject }) => subject.includes('delayed'))?.text).toContain('16:40, Havana time')
    expect(mails).toHaveLength(2)
  })

  it('says nothing of a parcel that is lost, or that staff have in their hands already', async ({ expect }) => {
    const office = openOffice()
    const load = await aboard(office, await someTenant())
    await applyFlightUpdate(load.ctx, word(0, 1, { status: 'departed', providerStatus: 'Departed' }))
    office.time.now += 5
    await transitionShipment(load.ctx, { id: load.shipmentId, to: 'arrived' })
    const lost = await aboard(office, await someTenant())
    await transitionShipment(lost.ctx, { id: lost.shipmentId, to: 'lost' })
    for (const { ctx } of [load, lost]) {
      await applyFlightUpdate(ctx, word(40, 2))
      expect(await delaysOf(ctx)).toEqual([])
    }
  })

  it('that catches up tells it in other words', async ({ expect }) => {
    const office = openOffice()
    const load = await aboard(office, await someTenant())
    await applyFlightUpdate(load.ctx, word(120, 1))
    await tellAll(load.ctx)
    office.time.now += 5
    await applyFlightUpdate(load.ctx, word(45, 2))
    await tellAll(load.ctx)
    expect(await subjectsTo(load.recipient)).toEqual([
      'A parcel to Havana has been announced',
      'The flight with your parcel is delayed',
      'Your parcel lands earlier than we told you',
    ])
  })
})

describe('whatever dies', () => {
  it('before the commit, the word comes again and is told once; after it, nothing more is told', async ({ expect }) => {
    const office = openOffice()
    const load = await aboard(office, await someTenant())
    await expect(applyFlightUpdate({ ...load.ctx, commit: died }, word(40, 1))).rejects.toThrow('killed')
    expect(await delaysOf(load.ctx)).toEqual([])
    const dies: TenantContext['commit'] = async (statements, result) => {
      await load.ctx.commit(statements, result)
      return died()
    }
    await expect(applyFlightUpdate({ ...load.ctx, commit: dies }, word(40, 1))).rejects.toThrow('killed')
    expect(await applyFlightUpdate(load.ctx, word(40, 1))).toBe('unchanged')
    expect(await delaysOf(load.ctx)).toHaveLength(1)
  })

  it('while people are told, each is told once', async ({ expect }) => {
    const office = openOffice()
    const load = await aboard(office, await someTenant())
    await applyFlightUpdate(load.ctx, word(40, 1))
    const [late] = await delaysOf(load.ctx)
    const eventId = late?.id ?? ''
    await expect(notifyPeople({ ...load.ctx, commit: died }, eventId)).rejects.toThrow('killed')
    office.time.now += 2 * MINUTE
    await notifyPeople(load.ctx, eventId)
    await notifyPeople(load.ctx, eventId)
    expect(await subjectsTo(load.recipient)).toEqual(['The flight with your parcel is delayed'])
  })

  it('ten consumers of the same word tell it once between them', async ({ expect }) => {
    const office = openOffice()
    const load = await aboard(office, await someTenant())
    await Promise.all(Array.from({ length: 10 }, () => refusalOf(applyFlightUpdate(load.ctx, word(40, 1)))))
    expect(await delaysOf(load.ctx)).toHaveLength(1)
  })
})

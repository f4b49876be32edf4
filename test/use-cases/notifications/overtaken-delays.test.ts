import { env } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import { listMails } from '../../../src/adapters/email/mock.ts'
import { offloadBag } from '../../../src/use-cases/bags/offload-bag.ts'
import { applyFlightUpdate } from '../../../src/use-cases/flights/apply-flight-update.ts'
import { notifyPeople } from '../../../src/use-cases/notifications/notify-people.ts'
import { someTenant } from '../../harness/tenants.ts'
import { aboard, delaysOf, HOUR, LANDS, MINUTE, prefer, subjectsTo, tellAll, word } from './late-flight.ts'
import { moodyWhatsApp } from './moods.ts'
import { deliveriesOf, NOON, openOffice, secondsOf } from './office.ts'

describe('a flight that is late', () => {
  it('that lands before anybody was told of it tells the landing alone, on phones that were quiet too', async ({
    expect,
  }) => {
    const office = openOffice()
    const tenant = await someTenant()
    const whatsapp = moodyWhatsApp()
    const load = await aboard(office, tenant, 'IB6501', { whatsapp: whatsapp.service })
    await applyFlightUpdate(load.ctx, word(0, 1, { status: 'departed' }))
    await tellAll(load.ctx)
    // Noon here is seven o'clock there.
    await prefer(load.ctx, { quietHours: { from: '06:00', to: '08:00' } })
    whatsapp.taken.splice(0)
    office.time.now += 5
    await applyFlightUpdate(load.ctx, word(40, 2, { status: 'departed' }))
    const [late] = await delaysOf(load.ctx)
    expect(await secondsOf(notifyPeople(load.ctx, late?.id ?? ''))).toBe(3_600)
    expect(await subjectsTo(load.recipient)).toContain('The flight with your parcel is delayed')
    await applyFlightUpdate(load.ctx, word(40, 3, { status: 'arrived', actualArrival: LANDS + 40 * MINUTE }))
    office.time.now += HOUR
    await tellAll(load.ctx)

    expect(whatsapp.taken).toHaveLength(1)
    const rows = await deliveriesOf(tenant, late?.id ?? '')
    expect(rows.find(({ channel }) => channel === 'whatsapp')).toMatchObject({
      status: 'failed',
      last_error: 'newer news took its place',
    })

    const other = await aboard(office, await someTenant())
    await applyFlightUpdate(other.ctx, word(40, 1))
    office.time.now += 5
    await applyFlightUpdate(other.ctx, word(40, 2, { status: 'arrived', actualArrival: LANDS + 40 * MINUTE }))
    await tellAll(other.ctx)
    expect(await subjectsTo(other.recipient)).toEqual([
      'A parcel to Havana has been announced',
      'Your parcel has landed',
    ])
  })

  it('that is cancelled, or whose parcel was taken off, tells no delay that was not sent yet', async ({ expect }) => {
    const office = openOffice()
    const cancelled = await aboard(office, await someTenant())
    await applyFlightUpdate(cancelled.ctx, word(40, 1))
    await applyFlightUpdate(cancelled.ctx, word(40, 2, { status: 'cancelled', providerStatus: 'Canceled' }))
    const off = await aboard(office, await someTenant())
    await applyFlightUpdate(off.ctx, word(40, 1))
    await offloadBag(off.ctx, { bagId: off.bagId })
    for (const load of [cancelled, off]) {
      expect(await delaysOf(load.ctx)).toHaveLength(1)
      await tellAll(load.ctx)
      expect(await subjectsTo(load.recipient)).toEqual(['A parcel to Havana has been announced'])
    }
  })

  it('that is heard of with its departure is one message with both, and the delay where departures are not told', async ({
    expect,
  }) => {
    const office = openOffice()
    const whatsapp = moodyWhatsApp()
    const load = await aboard(office, await someTenant(), 'IB6501', { whatsapp: whatsapp.service })
    await tellAll(load.ctx)
    await prefer(load.ctx, { matrix: { 'shipment.in_transit': { whatsapp: false } } })
    whatsapp.taken.splice(0)
    office.time.now += 5
    await applyFlightUpdate(load.ctx, word(50, 1, { status: 'departed', actualDeparture: NOON }))
    const [late] = await delaysOf(load.ctx)
    await tellAll(load.ctx)

    expect(await subjectsTo(load.recipient)).toEqual([
      'A parcel to Havana has been announced',
      'Your parcel is on its way to Havana',
    ])
    const mails = await listMails(env.FILES, undefined, load.recipient)
    expect(mails.find(({ subject }) => subject.includes('on its way'))?.text).toContain('16:50, Havana time')
    expect(whatsapp.taken).toEqual(['+5355512345'])
    expect((await deliveriesOf(load.ctx.tenant, late?.id ?? '')).map(({ channel }) => channel)).toEqual(['whatsapp'])
  })
})

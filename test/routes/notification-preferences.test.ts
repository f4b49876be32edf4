import { describe, it } from 'vitest'
import { TOLD_EVENTS } from '../../src/domain/notifications/preferences.ts'
import { notifyPeople } from '../../src/use-cases/notifications/notify-people.ts'
import { RetryLater } from '../../src/use-cases/notifications/retry-later.ts'
import { aCompany } from '../harness/wire.ts'
import { refusalOf } from '../use-cases/notifications/office.ts'
import { announced } from './announced.ts'

describe('/notifications/preferences', () => {
  it('has sensible defaults: everything people are told of, on every channel, but no push for what they just did', async ({
    expect,
  }) => {
    const company = await aCompany()
    const { status, body } = await company.get('/notifications/preferences')
    expect(status).toBe(200)
    expect(Object.keys(body.events)).toEqual([...TOLD_EVENTS])
    expect(body.events['shipment.created']).toEqual({ email: true, whatsapp: true, push: false })
    expect(body.events['shipment.arrived']).toEqual({ email: true, whatsapp: true, push: true })
    expect(body.quiet_hours).toBeNull()
  })

  it('are kept, replaced as a whole, and followed', async ({ expect }) => {
    const { company, ctx, eventId, taken, deliveries } = await announced()
    const saved = await company.put('/notifications/preferences', {
      events: { 'shipment.created': { whatsapp: false }, 'shipment.lost': undefined },
      quiet_hours: { from: '21:00', to: '08:00' },
    })
    expect(saved.status).toBe(200)
    expect(saved.body.events['shipment.created']).toEqual({ email: true, whatsapp: false, push: false })
    expect((await company.get('/notifications/preferences')).body).toEqual(saved.body)
    await notifyPeople(ctx, eventId)
    expect(taken).toEqual([])
    expect((await deliveries()).map((each: { channel: string }) => each.channel)).toEqual(['email'])

    await company.put('/notifications/preferences', { events: {} })
    const fresh = (await company.get('/notifications/preferences')).body
    expect([fresh.events['shipment.created'].whatsapp, fresh.quiet_hours]).toEqual([true, null])
  })

  it.for([
    [{ events: { 'shipment.teleported': { email: true } } }, '/events/shipment.teleported'],
    [{ events: { 'bag.arrived': { email: true } } }, '/events/bag.arrived'],
    [{ events: { 'shipment.arrived': { fax: true } } }, '/events/shipment.arrived/fax'],
    [{ events: { 'shipment.arrived': { email: 'yes' } } }, '/events/shipment.arrived/email'],
    [{ events: {}, quiet_hours: { from: '25:00', to: '08:00' } }, '/quiet_hours/from'],
    [{ events: {}, quiet_hours: { from: '08:00', to: '08:00' } }, '/quiet_hours/to'],
    [{}, '/events'],
  ] as const)('refuses %j and names the field', async ([sent, pointer], { expect }) => {
    const company = await aCompany()
    const { status, body } = await company.put('/notifications/preferences', sent)
    expect(status).toBe(422)
    expect(body.errors.map((each: { pointer: string }) => each.pointer)).toContain(pointer)
  })

  it('at night a phone stays quiet until the morning at the destination, and a mail goes out', async ({ expect }) => {
    const { company, ctx, eventId, taken, deliveries } = await announced()
    await company.put('/notifications/preferences', { events: {}, quiet_hours: { from: '21:00', to: '08:00' } })
    // 23:30 in Havana (UTC-4 in June) is 03:30 UTC.
    const time = { now: Date.UTC(2027, 5, 10, 3, 30) }
    const night = { ...ctx, clock: { now: () => time.now } }
    const refusal = await refusalOf(notifyPeople(night, eventId))
    expect(refusal).toBeInstanceOf(RetryLater)
    expect(refusal).toHaveProperty('seconds', 8.5 * 3600)
    expect(taken).toEqual([])
    const byChannel = Object.fromEntries((await deliveries()).map((each: { channel: string }) => [each.channel, each]))
    expect(byChannel.email).toMatchObject({ status: 'sent' })
    expect(byChannel.whatsapp).toMatchObject({
      status: 'queued',
      attempts: 0,
      next_attempt_at: '2027-06-10T12:00:00.000Z',
    })

    time.now = Date.UTC(2027, 5, 10, 12, 0)
    await notifyPeople(night, eventId)
    expect(taken).toHaveLength(1)
  })
})

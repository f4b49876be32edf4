import { describe, it } from 'vitest'
import {
  NOTIFICATION_TYPES,
  NotificationEvent,
  type NotificationType,
} from '../../../src/domain/notifications/notification-event.ts'
import { FLIGHT_STATUSES } from '../../../src/domain/shipments/flight-status.ts'
import { BAG_TABLE, SHIPMENT_TABLE, statesOf } from '../tables.ts'

const create = (type: NotificationType, audience?: Partial<NotificationEvent['audience']>) =>
  NotificationEvent.create({
    id: 'ntf_1',
    tenantId: 'ten_1',
    type,
    subjectType: 'shipment',
    subjectId: 'shp_1',
    payload: { a: 1 },
    createdAt: 4,
    ...(audience === undefined ? {} : { audience }),
  })

describe('a notification', () => {
  it('is known for every status of a shipment, a bag and a flight', ({ expect }) => {
    const types: readonly string[] = NOTIFICATION_TYPES
    const needed = [
      ...statesOf(SHIPMENT_TABLE).map((status) => `shipment.${status}`),
      ...statesOf(BAG_TABLE).map((status) => `bag.${status}`),
      ...FLIGHT_STATUSES.map((status) => `flight.${status}`),
    ]
    expect(needed.filter((type) => !types.includes(type))).toEqual([])
    expect(new Set(types).size).toBe(types.length)
  })

  it('goes to staff, and to no user by name', ({ expect }) => {
    const event = create('bag.loaded')
    expect(event).toEqual({
      id: 'ntf_1',
      tenantId: 'ten_1',
      type: 'bag.loaded',
      subjectType: 'shipment',
      subjectId: 'shp_1',
      payload: { a: 1 },
      createdAt: 4,
      audience: { staff: true, users: [], people: false },
    })
    expect(Object.isFrozen(event) && Object.isFrozen(event.audience)).toBe(true)
  })

  const told = [
    'created',
    'in_transit',
    'delayed',
    'arrived',
    'customs_hold',
    'available_for_pickup',
    'out_for_delivery',
    'delivery_failed',
    'delivered',
    'returned',
    'cancelled',
  ]
  it.for(NOTIFICATION_TYPES.map((type) => ({ type, isTold: told.includes(type.replace('shipment.', '')) })))(
    "$type is told to the people at a shipment's ends: $isTold",
    ({ type, isTold }, { expect }) => {
      const isOfShipment = type.startsWith('shipment.')
      expect(create(type).audience.people).toBe(isOfShipment && isTold)
    },
  )

  it('goes to whom it names instead', ({ expect }) => {
    const audience = { staff: false, users: ['usr_1'], people: true }
    expect(create('bag.loaded', audience).audience).toEqual(audience)
    expect(create('shipment.arrived', { people: false }).audience).toEqual({ staff: true, users: [], people: false })
    expect(create('shipment.arrived', { users: ['usr_1'] }).audience).toEqual({
      staff: true,
      users: ['usr_1'],
      people: true,
    })
  })
})

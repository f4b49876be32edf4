import { describe, it } from 'vitest'
import { aDoorstep, toldOf } from '../harness/doorstep.ts'
import { aPerson } from '../harness/people.ts'
import { aCompany } from '../harness/wire.ts'

const start = (shipmentId: string) => `/courier/start/${shipmentId}`

describe('POST /courier/start/{shipment_id}', () => {
  it('takes out what was given to the courier, told by the courier, and twice is once', async ({ expect }) => {
    const { company, courier, shipmentId } = await aDoorstep({}, 'arrived')
    const first = await courier.post(start(shipmentId), {})
    expect([first.status, first.body.status]).toEqual([200, 'out_for_delivery'])
    const again = await courier.post(start(shipmentId), {})
    expect([again.status, again.body.version]).toEqual([200, first.body.version])

    const { data } = (await company.get(`/shipments/${shipmentId}/events`)).body
    expect(data.filter((each: { status: string }) => each.status === 'out_for_delivery')).toMatchObject([
      { source: 'courier', actor: courier.userId },
    ])
    expect((await toldOf(shipmentId)).filter((type) => type === 'shipment.out_for_delivery')).toHaveLength(1)
  })

  it('five at once are one', async ({ expect }) => {
    const { courier, shipmentId } = await aDoorstep({}, 'arrived')
    const answers = await Promise.all(Array.from({ length: 5 }, () => courier.post(start(shipmentId), {})))
    expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true)
    expect((await toldOf(shipmentId)).filter((type) => type === 'shipment.out_for_delivery')).toHaveLength(1)
  })

  it('is 404 for another courier’s and another company’s, and 409 for what is not here yet', async ({ expect }) => {
    const { company, courier, shipmentId } = await aDoorstep({}, 'arrived')
    const colleague = await aPerson(company, 'courier')
    const stranger = await aPerson(await aCompany(), 'courier')
    for (const person of [colleague, stranger]) expect((await person.post(start(shipmentId), {})).status).toBe(404)
    const early = await aDoorstep({}, 'created')
    const refused = await courier.post(start(early.shipmentId), {})
    expect([refused.status, refused.body.code]).toEqual([409, 'invalid_transition'])
  })
})

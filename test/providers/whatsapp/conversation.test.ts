import { describe, it } from 'vitest'
import { TrackingId } from '../../../src/domain/shipments/tracking-id.ts'
import { aMessageId, aNumber, aPhone, callback, ownNumber, seconds, written } from '../../harness/whatsapp.ts'
import { aCompany, aParcel, type Company } from '../../harness/wire.ts'
import { WHATSAPP_TOKEN } from '../servers/accounts.ts'
import { aDesk, SECRET } from './desk.ts'

async function aTracked(company: Company, change: Readonly<Record<string, unknown>> = {}) {
  const { status, body } = await company.post('/shipments', aParcel(change))
  if (status !== 201) throw new Error(`the shipment answered ${status}`)
  return body
}

describe('STOP and START', () => {
  it('are confirmed in the language of the word or the phone, once, however often the callback and the answer come', async ({
    expect,
  }) => {
    const desk = aDesk()
    const tail = aPhone().slice(-7)
    const people = [
      [`1650${tail}`, 'Stop', /START/],
      [`3460${tail}`, 'BAJA', /ALTA/],
      [`3361${tail}`, 'arrêt', /REPRENDRE/],
      [`55119${tail}1`, 'STOP', /VOLTAR/],
      [`9665${tail}`, 'إيقاف', /ابدأ/],
    ] as const
    const body = callback(desk.number, { messages: people.map(([phone, word]) => written(phone, word)) })
    for (let times = 0; times < 3; times++) await desk.post(body, SECRET)
    const callbacks = desk.waiting.splice(0)
    await desk.workOff(callbacks.slice(0, 2))
    const answers = desk.waiting.splice(0)
    await Promise.all([desk.workOff(answers), desk.workOff(answers)])
    await desk.workOff([...callbacks, ...answers])
    await desk.drain()
    for (const [phone, , word] of people) {
      const texts = await desk.textsTo(phone)
      expect(texts).toHaveLength(1)
      expect(texts[0]).toMatch(word)
    }
  })

  it('are confirmed when they change something: not when repeated, and of both at once only the last', async ({
    expect,
  }) => {
    const desk = aDesk()
    const phone = aPhone()
    const at = (secondsAgo: number) => ({ timestamp: seconds(Date.now() - secondsAgo * 1000) })
    await desk.hear(written(phone, 'START', at(90)))
    expect(await desk.textsTo(phone)).toEqual([])
    await desk.hear(written(phone, 'STOP', at(80)), written(phone, 'stop!', at(79)))
    await desk.hear(written(phone, 'STOP', at(70)))
    expect(await desk.textsTo(phone)).toHaveLength(1)
    await desk.hear(written(phone, 'START', at(60)))
    await desk.hear(written(phone, 'START', at(50)))
    const [stopped, started, ...more] = await desk.textsTo(phone)
    expect([stopped, started, more]).toEqual([expect.stringMatching(/no more/), expect.stringMatching(/again/), []])
    await desk.hear(written(phone, 'STOP', at(40)), written(phone, 'START', at(30)))
    expect(await desk.textsTo(phone)).toHaveLength(2)
    await desk.hear(written(phone, 'START', at(20)), written(phone, 'STOP', at(10)))
    expect((await desk.textsTo(phone)).at(-1)).toMatch(/no more/)
  })

  it('are pressed as buttons too', async ({ expect }) => {
    const desk = aDesk()
    const [phone, other, third] = [aPhone(), aPhone(), aPhone()]
    const pressed = (from: string, button: object) => ({
      from,
      id: aMessageId(),
      timestamp: seconds(Date.now()),
      type: 'button',
      button,
    })
    const interactive = { type: 'button_reply', button_reply: { id: 'cancel-button', title: 'Cancel' } }
    await desk.hear(
      pressed(phone, { payload: 'Unsubscribe', text: 'Unsubscribe' }),
      pressed(other, { payload: 'stop:CT-1042', text: 'No thanks' }),
      { from: third, id: aMessageId(), timestamp: seconds(Date.now()), type: 'interactive', interactive },
    )
    expect(await desk.textsTo(phone)).toEqual([expect.stringMatching(/no more/)])
    expect(await desk.textsTo(other)).toEqual([expect.stringMatching(/no more/)])
    expect(await desk.textsTo(third)).toEqual([expect.stringMatching(/tracking number/)])
  })
})

describe('a message with a tracking id', () => {
  it('is answered with what the page says, in the parcel’s language, and nothing about people', async ({ expect }) => {
    const desk = aDesk()
    const company = await aCompany()
    const phone = aPhone()
    const parcel = await aTracked(company, { locale: 'es' })
    const message = written(phone, `where is ${TrackingId.grouped(parcel.tracking_id).toLowerCase()}?`)
    await desk.hear(message)
    await desk.hear(message, message)
    const [answer, ...more] = await desk.sent(phone)
    expect(more).toEqual([])
    const text: string = answer?.body.text.body
    expect(text).toContain(`*${TrackingId.grouped(parcel.tracking_id)}* · `)
    expect(text).toContain('A la espera de recibirlo en Madrid')
    expect(text).toContain(`https://aircourier.test/t/${parcel.tracking_id}`)
    expect(text).not.toMatch(/Beto|Ana|Florida|2345/)
    expect(answer?.body.context).toEqual({ message_id: message.id })
    expect(answer?.body.biz_opaque_callback_data).toBe(`answer/${message.id}`)
  })

  it('of several parcels tells of each, and of one that nobody knows says so', async ({ expect }) => {
    const desk = aDesk()
    const company = await aCompany()
    const phone = aPhone()
    const [one, two] = [await aTracked(company), await aTracked(company)]
    const code = TrackingId.tenantCode(one.tracking_id)
    const nobody = TrackingId.create(code, crypto.getRandomValues(new Uint8Array(12)))
    await desk.hear(written(phone, [one.tracking_id, two.tracking_id, nobody].join('\n')))
    const [text = '', ...more] = await desk.textsTo(phone)
    expect(more).toEqual([])
    for (const { tracking_id } of [one, two]) expect(text).toContain(`/t/${tracking_id}`)
    expect(text).toContain(`We do not know the tracking number ${TrackingId.grouped(nobody)}`)
  })

  it('at a company’s own number is answered from there, of its own parcels only', async ({ expect }) => {
    const desk = aDesk()
    const [company, other] = [await aCompany('Own Number'), await aCompany()]
    const number = aNumber()
    await ownNumber(company, number, 'own-app-secret', WHATSAPP_TOKEN)
    const [mine, theirs] = [await aTracked(company), await aTracked(other)]
    const phone = aPhone()
    const messages = [written(phone, mine.tracking_id), written(phone, theirs.tracking_id)]
    await desk.post(callback(number, { messages }), 'own-app-secret')
    await desk.drain()
    const texts = [...(await desk.textsTo(phone, number))].sort()
    expect(texts).toEqual([expect.stringMatching(/^\*.*Own Number/), expect.stringMatching(/^We do not know/)])
    expect(await desk.textsTo(phone)).toEqual([])
  })

  it('is answered by the number’s owner, though another wrote it down who may not send from it', async ({ expect }) => {
    const desk = aDesk()
    const [thief, owner] = [await aCompany('Thief'), await aCompany('Owner')]
    const number = aNumber()
    await ownNumber(thief, number, null, 'EAAG-of-nobody')
    await ownNumber(owner, number, null, WHATSAPP_TOKEN)
    const parcel = await aTracked(owner)
    const phone = aPhone()
    await desk.post(callback(number, { messages: [written(phone, parcel.tracking_id)] }), SECRET)
    await desk.drain()
    expect(await desk.textsTo(phone, number)).toEqual([expect.stringMatching(/^\*.*Owner/)])
  })

  it('is answered twenty times an hour, to one person', async ({ expect }) => {
    const desk = aDesk()
    const company = await aCompany()
    const [phone, calm] = [aPhone(), aPhone()]
    const parcel = await aTracked(company)
    const many = (count: number) => Array.from({ length: count }, () => written(phone, parcel.tracking_id))
    await desk.hear(...many(15))
    await desk.hear(...many(15), written(calm, parcel.tracking_id))
    await desk.hear(...many(1))
    expect(await desk.sent(phone)).toHaveLength(20)
    expect(await desk.sent(calm)).toHaveLength(1)
  })

  it('that comes later than the 24 hours in which it may be answered is tried once', async ({ expect }) => {
    const desk = aDesk(`once-code-131047_${aNumber()}`)
    const parcel = await aTracked(await aCompany())
    const phone = aPhone()
    const old = { timestamp: seconds(Date.now() - 24 * 3_600_000) }
    await desk.post(callback(desk.number, { messages: [written(phone, parcel.tracking_id, old)] }), SECRET)
    await desk.workOff(desk.waiting.splice(0))
    const answers = desk.waiting.splice(0)
    for (const attempt of [1, 2]) expect((await desk.workOff(answers, attempt)).acknowledged).toEqual(['m0'])
    expect(await desk.sent(phone)).toEqual([])
  })
})

it('tells whoever writes anything else what may be written, once a day, and not after STOP', async ({ expect }) => {
  const desk = aDesk()
  const [phone, gone] = [aPhone(), aPhone()]
  await desk.hear(written(phone, 'hi'), written(phone, 'anybody there?'))
  await desk.hear(written(phone, 'x'.repeat(100_000)))
  await desk.hear({ ...written(phone, ''), type: 'image', image: { id: '1' }, text: undefined })
  expect(await desk.textsTo(phone)).toEqual([expect.stringMatching(/^Send us the tracking number/)])
  await desk.hear(written(gone, 'STOP'))
  await desk.hear(written(gone, 'thanks'))
  expect(await desk.textsTo(gone)).toHaveLength(1)
})

it('answers somebody who shows no phone under the provider’s id', async ({ expect }) => {
  const desk = aDesk()
  const user = `US.${crypto.randomUUID().replaceAll('-', '')}`
  await desk.hear({ ...written('', 'STOP'), from: undefined, from_user_id: user })
  const [answer] = await desk.sent(user)
  expect(answer?.body).toMatchObject({ recipient: user, text: { body: expect.stringMatching(/no more/) } })
})

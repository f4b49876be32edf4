import { env } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import { aNumber, aPhone, callback, written } from '../../harness/whatsapp.ts'
import { aDesk, SECRET } from './desk.ts'

describe('an answer that the provider refuses', () => {
  it('for a while is tried again, and sent once', async ({ expect }) => {
    const number = `once-code-131056_${aNumber()}`
    const desk = aDesk(number)
    const phone = aPhone()
    await desk.post(callback(number, { messages: [written(phone, 'STOP')] }), SECRET)
    await desk.workOff(desk.waiting.splice(0))
    const answers = desk.waiting.splice(0)
    const first = await desk.workOff(answers, 2)
    expect(first.acknowledged).toEqual([])
    // 4^2 seconds at the second try, and up to a fifth of chance.
    expect(first.retried.m0).toBeGreaterThanOrEqual(16)
    expect(first.retried.m0).toBeLessThanOrEqual(20)
    expect((await desk.workOff(answers, 3)).acknowledged).toEqual(['m0'])
    expect((await desk.workOff(answers, 4)).acknowledged).toEqual(['m0'])
    expect(await desk.textsTo(phone)).toHaveLength(1)
  })

  it('for good, or perhaps took, is not tried again', async ({ expect }) => {
    for (const [number, taken] of [
      [`once-code-190_${aNumber()}`, 0],
      [`once-code-131026_${aNumber()}`, 0],
      [`once-cut_${aNumber()}`, 1],
      [`once-torn_${aNumber()}`, 1],
    ] as const) {
      const desk = aDesk(number)
      const phone = aPhone()
      await desk.post(callback(number, { messages: [written(phone, 'STOP')] }), SECRET)
      await desk.workOff(desk.waiting.splice(0))
      const answers = desk.waiting.splice(0)
      for (const attempt of [1, 2, 3]) expect((await desk.workOff(answers, attempt)).acknowledged).toEqual(['m0'])
      expect([number, (await desk.textsTo(phone)).length]).toEqual([number, taken])
    }
  })

  it('is not lost by somebody who died before it was queued', async ({ expect }) => {
    const desk = aDesk()
    const phone = aPhone()
    await desk.post(callback(desk.number, { messages: [written(phone, 'STOP')] }), SECRET)
    const callbacks = desk.waiting.splice(0)
    desk.faults.sends = 1
    expect(Object.keys((await desk.workOff(callbacks)).retried)).toEqual(['m0'])
    expect((await desk.workOff(callbacks)).acknowledged).toEqual(['m0'])
    await desk.drain()
    expect(await desk.textsTo(phone)).toHaveLength(1)
  })

  it('is not sent twice by somebody who died after claiming it', async ({ expect }) => {
    const desk = aDesk()
    const phone = aPhone()
    const message = written(phone, 'STOP')
    await desk.post(callback(desk.number, { messages: [message] }), SECRET)
    await desk.workOff(desk.waiting.splice(0))
    await env.DIRECTORY_DB.prepare("UPDATE whatsapp_inbound SET answer = 'sending' WHERE message_id = ?")
      .bind(message.id)
      .run()
    await desk.drain()
    await desk.hear(message)
    expect(await desk.sent(phone)).toEqual([])
  })
})

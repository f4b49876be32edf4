import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, describe, it, vi } from 'vitest'
import { eventOf, HubClient, newHub } from '../durable-objects/hub-client.ts'

/** What one event costs a hub with so many sockets: objects made into JSON, and questions to any D1 database of this isolate. */
async function costOfPublishing(sockets: number) {
  const hub = newHub()
  const clients = await Promise.all(
    Array.from({ length: sockets }, (_, n) =>
      HubClient.connect(hub, {
        userId: `usr_${n}`,
        role: 'operator',
        staff: true,
        sessionId: `ses_${n}`,
        expiresAt: null,
      }),
    ),
  )
  await Promise.all(clients.map((client) => client.next()))
  const d1 = Object.getPrototypeOf(env.DIRECTORY_DB) as D1Database
  const asked = [vi.spyOn(d1, 'prepare'), vi.spyOn(d1, 'withSession'), vi.spyOn(d1, 'batch')]
  const calls = () => asked.reduce((sum, spy) => sum + spy.mock.calls.length, 0)
  const before = calls()
  const { delivered, serialised } = await runInDurableObject(hub, async (instance) => {
    const stringify = vi.spyOn(JSON, 'stringify')
    const result = await instance.publish([eventOf('ntf_1')])
    const made = stringify.mock.calls.length
    stringify.mockRestore()
    return { ...result, serialised: made }
  })
  const questions = calls() - before
  await env.DIRECTORY_DB.prepare('SELECT 1').run()
  const seen = calls() - before - questions
  await Promise.all(clients.map((client) => client.leave()))
  return { delivered, serialised, questions, seen }
}

describe('publishing an event to the sockets of a hub', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  it('serialises it once for 40 sockets as for one, and asks D1 for nothing', async ({ expect }) => {
    const one = await costOfPublishing(1)
    const forty = await costOfPublishing(40)

    expect([one.delivered, forty.delivered]).toEqual([1, 40])
    // The event, its topics and its audience, for the log.
    expect([one.serialised, forty.serialised]).toEqual([3, 3])
    expect([one.questions, forty.questions]).toEqual([0, 0])
    // The count sees a question when there is one.
    expect([one.seen, forty.seen]).toEqual([1, 1])
  })
})

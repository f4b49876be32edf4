import { env } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import { createHubs } from '../../src/adapters/hub.ts'
import type { HubMessage } from '../../src/domain/notifications/ports.ts'

const message: HubMessage = {
  id: 'ntf_1',
  event: 'shipment.arrived',
  at: '2026-11-23T12:00:00Z',
  topics: ['shipments'],
  audience: { staff: true, users: [] },
  data: { airport: 'GRU' },
}

describe('over the Durable Objects themselves', () => {
  it('a tenant and a shipment of one id have hubs of their own', async ({ expect }) => {
    const hubs = createHubs(env.NOTIFICATION_HUB)
    await hubs.tenant('x_1').publish([message])
    expect(await env.NOTIFICATION_HUB.getByName('tenant:x_1').publish([])).toMatchObject({ seq: 1 })
    expect(await env.NOTIFICATION_HUB.getByName('shipment:x_1').publish([])).toMatchObject({ seq: 0 })
  })

  it('a ticket is somebody once, and nobody after their session has ended', async ({ expect }) => {
    const hub = createHubs(env.NOTIFICATION_HUB).tenant('x_2')
    const identity = { userId: 'usr_1', role: 'owner', staff: true, sessionId: 'ses_1', expiresAt: null }
    const [first, second] = [await hub.issueTicket(identity), await hub.issueTicket(identity)]
    expect(first.expiresIn).toBe(30)
    expect(await hub.redeemTicket(first.ticket)).toEqual(identity)
    expect(await hub.redeemTicket(first.ticket)).toBeNull()
    await hub.endSession('ses_1')
    expect(await hub.redeemTicket(second.ticket)).toBeNull()
  })
})

/** The platform does not break on request, so its errors are played: what each new stub's publish does, in turn. */
function faulty(...faults: (object | null)[]) {
  const stubs: string[] = []
  const namespace = {
    getByName(name: string) {
      stubs.push(name)
      const fault = faults.shift() ?? null
      return {
        async publish() {
          if (fault) throw fault
        },
      }
    },
  }
  return { hub: createHubs(namespace).tenant('x'), stubs }
}

const broken = (flags: object) => Object.assign(new Error('Durable Object reset'), flags)

describe('when an object breaks', () => {
  it('tries again, each time over a new stub', async ({ expect }) => {
    const { hub, stubs } = faulty(broken({ retryable: true }), broken({ retryable: true }))
    await hub.publish([message])
    expect(stubs).toEqual(['tenant:x', 'tenant:x', 'tenant:x'])
  })

  it('gives up after the third try', async ({ expect }) => {
    const { hub, stubs } = faulty(...Array.from({ length: 9 }, () => broken({ retryable: true })))
    await expect(hub.publish([message])).rejects.toThrow('Durable Object reset')
    expect(stubs).toHaveLength(3)
  })

  it.for([
    ['overloaded', { retryable: true, overloaded: true }],
    ['not to be retried', { retryable: false }],
    ['our own', {}],
  ] as const)('leaves an error alone that is %s', async ([, flags], { expect }) => {
    const { hub, stubs } = faulty(broken(flags))
    await expect(hub.publish([message])).rejects.toThrow('Durable Object reset')
    expect(stubs).toHaveLength(1)
  })
})

import { it } from 'vitest'
import { OutboundMessage } from '../../src/queues/outbound-messages.ts'
import type { OutboundJob } from '../../src/use-cases/context.ts'

const JOBS: readonly OutboundJob[] = [
  { type: 'notify', tenant_id: 'ten_1', event_id: 'ntf_1' },
  { type: 'auth_mail', tenant_id: 'ten_1', entry: { id: 'obx_1', type: 'auth_mail', payload: { user_id: 'usr_1' } } },
  { type: 'relay', tenant_id: 'ten_1' },
]

it('reads every job as it was sent', ({ expect }) => {
  for (const job of JOBS) expect(OutboundMessage.parse(JSON.parse(JSON.stringify(job)))).toEqual(job)
})

it('refuses a job that lacks what it needs', ({ expect }) => {
  for (const job of JOBS) {
    for (const field of Object.keys(job)) {
      expect(OutboundMessage.safeParse({ ...job, [field]: undefined }).success).toBe(false)
    }
  }
})

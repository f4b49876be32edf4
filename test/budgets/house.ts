import { env } from 'cloudflare:workers'
import { newRecording, type Recording, recordedD1 } from '../../bench/recorded-d1.ts'
import type { House } from '../../src/composition/house.ts'
import { requestScope } from '../../src/composition/request-scope.ts'
import { openHouse } from '../../src/composition.ts'
import type { Meter } from '../../src/core/database.ts'
import { createLog } from '../../src/core/log.ts'
import type { Actor } from '../../src/domain/actor.ts'
import type { Scope } from '../../src/routes/scope.ts'

/** A house as one request gets it, over real D1, and what it asked of D1. */
export interface CountedHouse {
  readonly house: House
  readonly scope: Scope
  readonly recording: Recording
}

export const OWNER: Actor = { kind: 'user', userId: 'usr_owner', role: 'owner', sessionId: 'ses_owner' }

/** The relay waits for the sweep, so that what is counted is the request's own. */
export function openCountedHouse(recording: Recording = newRecording()): CountedHouse {
  const counted: Env = {
    ...env,
    DIRECTORY_DB: recordedD1(env.DIRECTORY_DB, 'directory', recording),
    TENANT_DB_0: recordedD1(env.TENANT_DB_0, 'shard', recording),
    TENANT_DB_1: recordedD1(env.TENANT_DB_1, 'shard', recording),
  }
  const house = openHouse({
    env: Object.assign(counted, { RELAY: 'sweep' }),
    execution: { waitUntil: () => undefined },
    log: createLog({}, () => undefined),
  })
  return { house, scope: requestScope(house, counted, { address: '203.0.113.7', note: () => undefined }), recording }
}

/** What a use case cost, by the meter that its context carries. */
export async function costOf(
  work: (counted: CountedHouse) => Promise<unknown>,
): Promise<Meter & { recording: Recording }> {
  const counted = openCountedHouse()
  await work(counted)
  return { ...counted.house.meter, recording: counted.recording }
}

import { describe, it } from 'vitest'
import { createPasswordService, scryptKey } from '../../../src/core/security/password.ts'
import { login } from '../../../src/use-cases/auth/login.ts'
import { register } from '../../../src/use-cases/auth/register.ts'
import { openDirectory, PASSWORD, refusalOf, someone } from './directory.ts'
import { rankZ } from './rank-test.ts'

const TRIES = 24
/** One less than blocks an account. */
const TRIES_AN_ACCOUNT = 4

/** One failed sign-in at scrypt's full cost, from an address of its own: what it was answered, what it did, and how long it took. */
async function attempt(email: string) {
  const derived: string[] = []
  const passwords = createPasswordService({
    derive: (password, salt, cost) => {
      derived.push([password.length, salt.length, cost.ln, cost.r, cost.p].join())
      return scryptKey(password, salt, cost)
    },
  })
  const { ctx, meter } = openDirectory({ passwords })
  const began = performance.now()
  const refusal = await refusalOf(login(ctx, { email, password: 'wrong horse battery' }))
  const ms = performance.now() - began
  return { answer: JSON.stringify([String(refusal), refusal]), work: { derived, trips: meter.trips }, ms }
}

async function strangerAndMember(): Promise<readonly [string, string]> {
  const person = someone()
  const passwords = createPasswordService()
  await register(openDirectory({ passwords }).ctx, person)
  return [`stranger-of-${person.email}`, person.email]
}

describe('a failed sign-in', () => {
  it('is the same answer after the same work, whether there is such an account or not', async ({ expect }) => {
    const [unknown, known] = await strangerAndMember()
    const [first, second] = [await attempt(unknown), await attempt(known)]

    expect(first.answer).toBe(second.answer)
    expect(first.work).toEqual(second.work)
    expect(first.work).toMatchObject({ trips: 2, derived: { length: 1 } })
  })

  it('takes times of one distribution over many tries (printed; the work alone is held to)', async ({ expect }) => {
    const times: Record<'unknown' | 'known', number[]> = { unknown: [], known: [] }
    const works = new Set<string>()
    let [unknownEmail, knownEmail] = ['', '']
    for (let tries = 0; tries < TRIES; tries++) {
      if (tries % TRIES_AN_ACCOUNT === 0) [unknownEmail, knownEmail] = await strangerAndMember()
      // Each goes first half of the time, so that what warms up or slows down befalls both.
      for (const who of tries % 2 === 0 ? (['unknown', 'known'] as const) : (['known', 'unknown'] as const)) {
        const { ms, work } = await attempt(who === 'unknown' ? unknownEmail : knownEmail)
        times[who].push(ms)
        works.add(JSON.stringify(work))
      }
    }
    const median = (sample: readonly number[]) => sample.toSorted((a, b) => a - b)[Math.floor(sample.length / 2)] ?? 0
    const [unknown, known] = [median(times.unknown).toFixed(1), median(times.known).toFixed(1)]
    const z = rankZ(times.unknown, times.known).toFixed(2)
    console.log(`failed sign-ins, ${TRIES} each: unknown ${unknown} ms, known ${known} ms, Mann-Whitney z = ${z}`)

    expect(works.size).toBe(1)
  }, 120_000)
})

describe('the rank test', () => {
  it('tells samples that differ from samples that do not', ({ expect }) => {
    const sample = Array.from({ length: 30 }, (_, i) => i)
    expect(rankZ(sample, sample)).toBe(0)
    expect(
      Math.abs(
        rankZ(
          sample,
          sample.map((value) => value + 20),
        ),
      ),
    ).toBeGreaterThan(3)
  })
})

describe('the right password', () => {
  it('opens the same account at full cost: the work above is the real one', async ({ expect }) => {
    const [, email] = await strangerAndMember()
    const { ctx } = openDirectory({ passwords: createPasswordService() })
    expect(await refusalOf(login(ctx, { email, password: PASSWORD }))).toBeNull()
  })
})

import { describe, it } from 'vitest'
import { login } from '../../src/use-cases/auth/login.ts'
import { register } from '../../src/use-cases/auth/register.ts'
import { costOf } from './house.ts'

const PASSWORD = 'correct horse battery'

describe('signing in', () => {
  it('is one read and one commit, and costs the same for a user with many sessions', async ({ expect }) => {
    const email = 'owner@budgets.example'
    await costOf(({ house }) =>
      register(house.directory({ kind: 'public' }), { email, password: PASSWORD, tenantName: 'Budgets' }),
    )
    const signIn = () =>
      costOf(({ house }) => login(house.directory({ kind: 'public' }), { email, password: PASSWORD }))
    const first = await signIn()
    for (let sessions = 0; sessions < 5; sessions++) await signIn()
    const last = await signIn()

    expect([last.trips, last.rowsRead, last.rowsWritten]).toEqual([2, first.rowsRead, first.rowsWritten])
    expect(first.trips).toBe(2)
    expect(first.rowsRead).toBeLessThanOrEqual(12)
    expect(first.rowsWritten).toBeLessThanOrEqual(8)
  })

  it('costs no more for an address that nobody has', async ({ expect }) => {
    const attempt = (n: number) => {
      const input = { email: `nobody${n}@budgets.example`, password: PASSWORD }
      return costOf(({ house }) => login(house.directory({ kind: 'public' }), input).catch(() => null))
    }
    const cost = await attempt(1)
    expect(cost.trips).toBeLessThanOrEqual(2)
    expect(cost.rowsRead).toBeLessThanOrEqual(12)
    expect(await attempt(2)).toMatchObject({ trips: cost.trips, rowsRead: cost.rowsRead })
  })
})

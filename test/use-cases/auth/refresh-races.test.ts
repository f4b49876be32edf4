import fc from 'fast-check'
import { describe, it } from 'vitest'
import { AppError } from '../../../src/core/errors.ts'
import { SessionMoved } from '../../../src/domain/auth/ports.ts'
import { REFRESH_TOKEN_DAYS, ROTATION_GRACE_MS } from '../../../src/domain/auth/session.ts'
import { logout } from '../../../src/use-cases/auth/logout.ts'
import { refreshToken } from '../../../src/use-cases/auth/refresh-token.ts'
import { register } from '../../../src/use-cases/auth/register.ts'
import { openSession } from '../../../src/use-cases/auth/sign-in.ts'
import { openDirectory, rows, someone } from './directory.ts'

const LIFE = REFRESH_TOKEN_DAYS * 86_400_000

/** Steps back from the newest token: most presentations are of the newest ones, some of old ones. */
const back = fc.oneof(
  { weight: 6, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.constant(1) },
  { weight: 2, arbitrary: fc.constant(2) },
  fc.nat(4),
)
const wait = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 4, arbitrary: fc.integer({ min: 1, max: ROTATION_GRACE_MS }) },
  fc.integer({ min: ROTATION_GRACE_MS + 1, max: 3_600_000 }),
  { weight: 1, arbitrary: fc.constant(LIFE) },
)
const step = fc.record({
  wait,
  /** One: a request; two or three: at once. */
  present: fc.oneof(
    { weight: 3, arbitrary: fc.tuple(back) },
    { weight: 3, arbitrary: back.map((n) => [n, n]) },
    fc.array(back, { minLength: 2, maxLength: 3 }),
  ),
  logout: fc.oneof({ weight: 19, arbitrary: fc.constant(false) }, fc.constant(true)),
})

/** What must be: tokens in the order they were made, when each was rotated, and whether the family goes on. */
interface Model {
  readonly tokens: string[]
  readonly rotatedAt: number[]
  madeAt: number
  over: boolean
}

type Outcome = { index: number; token: string | null }

/** Whether requests at once, in this order, could have come out as they did. Changes the model to what holds after them. */
function play(model: Model, outcomes: readonly Outcome[], now: number): boolean {
  return outcomes.every(({ index, token }) => {
    const newest = model.tokens.length - 1
    if (model.over) return token === null
    if (index === newest) {
      if (now >= model.madeAt + LIFE) return token === null
      if (token === null || model.tokens.includes(token)) return false
      model.tokens.push(token)
      model.rotatedAt.push(now)
      model.madeAt = now
      return true
    }
    const rotated = model.rotatedAt[index] ?? 0
    if (index === newest - 1 && now - rotated <= ROTATION_GRACE_MS) return token === model.tokens[newest]
    model.over = true
    return token === null
  })
}

function orders<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]]
  return items.flatMap((item, i) => orders(items.toSpliced(i, 1)).map((rest) => [item, ...rest]))
}

const copyOf = (model: Model): Model => ({
  ...model,
  tokens: [...model.tokens],
  rotatedAt: [...model.rotatedAt],
})

describe('a family of refresh tokens', () => {
  it('has one live token, or none after reuse, expiry or sign-out, whatever is presented when and at once', async ({
    expect,
  }) => {
    const { ctx, time } = openDirectory()
    const { user } = await register(ctx, someone())
    const attempt = async (token: string, index: number): Promise<Outcome> => {
      try {
        return { index, token: (await refreshToken(ctx, { refreshToken: token })).refreshToken }
      } catch (error) {
        if (error instanceof AppError && error.code === 'unauthenticated') return { index, token: null }
        throw error
      }
    }

    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const { session, tokens } = await openSession(ctx, user)
        await ctx.commit([ctx.auth.insertSession(session)], null)
        let model: Model = { tokens: [tokens.refreshToken], rotatedAt: [], madeAt: time.now, over: false }

        for (const { wait, present, logout: leaves } of steps) {
          time.now += wait
          const newest = model.tokens.length - 1
          const asked = present.map((n) => Math.max(0, newest - n))
          const outcomes = await Promise.all(asked.map((index) => attempt(model.tokens[index] ?? '', index)))

          const explanation = orders(outcomes)
            .map((order) => {
              const after = copyOf(model)
              return play(after, order, time.now) ? after : null
            })
            .find((after) => after !== null)
          expect(explanation, `no order explains ${JSON.stringify(outcomes)}`).toBeDefined()
          model = explanation ?? model
          if (leaves) {
            await logout(ctx, { refreshToken: model.tokens[0] ?? '' })
            model.over = true
          }
          const live = (await rows('sessions', 'family_id', session.familyId)).filter((row) => row.revoked_at === null)
          expect(live).toHaveLength(model.over ? 0 : 1)
        }
      }),
      { numRuns: 60 },
    )
  })
})

describe('a second successor', () => {
  it('cannot be stored, whatever the code before it did', async ({ expect }) => {
    const { ctx, time } = openDirectory()
    const { user } = await register(ctx, someone())
    const [first] = await rows('sessions', 'user_id', user.id)
    const successor = (tokenHash: string) => ({
      id: ctx.ids.make('ses'),
      familyId: String(first?.id),
      userId: user.id,
      tenantId: user.tenantId,
      tokenHash,
      rotatedFrom: String(first?.id),
      userAgent: null,
      address: null,
      createdAt: time.now,
      lastUsedAt: time.now,
      expiresAt: time.now + LIFE,
      revokedAt: null,
      revokedReason: null,
    })
    await ctx.commit([ctx.auth.insertSession(successor('one'))], null)
    await expect(ctx.commit([ctx.auth.insertSession(successor('two'))], null)).rejects.toBeInstanceOf(SessionMoved)
    expect(await rows('sessions', 'rotated_from', String(first?.id))).toMatchObject([{ token_hash: 'one' }])
  })
})

import { AppError } from '../../core/errors.ts'
import { sha256Hex } from '../../core/security/signatures.ts'
import { SignInBlocked, type SignInCounters } from '../../domain/auth/account-ports.ts'
import { networkOf } from '../../domain/auth/lockout.ts'
import type { Statement } from '../../domain/statement.ts'
import type { AuthContext } from './context.ts'

/** The counters of whoever tries to be the owner of this email. An email that nobody has is counted like any other. */
export function countersOf(ctx: Pick<AuthContext, 'caller'>, email: string): SignInCounters {
  const { address } = ctx.caller
  return {
    account: sha256Hex(`account\n${email}`),
    network: address === null ? null : sha256Hex(`network\n${networkOf(address)}`),
  }
}

/** @param until ms UTC */
export function tooManyFailures(ctx: Pick<AuthContext, 'clock'>, until: number): AppError {
  const seconds = Math.max(1, Math.ceil((until - ctx.clock.now()) / 1000))
  const minutes = Math.ceil(seconds / 60)
  const wait = minutes === 1 ? 'a minute' : `${minutes} minutes`
  return new AppError('rate_limited', `Too many failed sign-ins. Wait ${wait}, or reset the password.`, {
    retryAfterSeconds: seconds,
  })
}

/**
 * Counts a failed try. @returns what it is refused with: `refusal`, or `rate_limited` when other tries blocked it meanwhile,
 * so that nobody learns from this one whether the password was right
 */
export async function afterFailure(ctx: AuthContext, counters: SignInCounters, refusal: AppError): Promise<AppError> {
  const until = await ctx.lockout.countFailure(counters, ctx.clock.now())
  return until === null ? refusal : tooManyFailures(ctx, until)
}

/** The commit of a try whose password was right. @throws AppError rate_limited when other tries blocked it meanwhile */
export async function commitSignIn<T>(
  ctx: AuthContext,
  counters: SignInCounters,
  statements: readonly Statement[],
  result: T,
): Promise<T> {
  const now = ctx.clock.now()
  try {
    return await ctx.commit([ctx.lockout.assertOpen(counters, now), ctx.lockout.clear(counters), ...statements], result)
  } catch (error) {
    if (!(error instanceof SignInBlocked)) throw error
    throw tooManyFailures(ctx, (await ctx.lockout.blockedUntil(counters, now)) ?? now)
  }
}

import { mailLinkTo } from './auth-mail.ts'
import type { AuthContext } from './context.ts'

/** Mails a new link to an address that is not verified. Answers the same, after the same work, whoever's address it is. */
export async function resendVerification(ctx: AuthContext, input: { email: string }): Promise<void> {
  await ctx.commit(mailLinkTo(ctx, input.email, 'verify_email', 'user.verification_requested'), null)
}

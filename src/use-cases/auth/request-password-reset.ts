import { mailLinkTo } from './auth-mail.ts'
import type { AuthContext } from './context.ts'

/** Mails a link to whoever has this email. Answers the same, after the same work, whether anybody has. */
export async function requestPasswordReset(ctx: AuthContext, input: { email: string }): Promise<void> {
  await ctx.commit(mailLinkTo(ctx, input.email, 'reset_password', 'user.password_reset_requested'), null)
}

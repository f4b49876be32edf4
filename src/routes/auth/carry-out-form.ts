import type { AccountPurpose } from '../../pages/account-view.ts'
import { acceptInvite } from '../../use-cases/auth/accept-invite.ts'
import { resetPassword } from '../../use-cases/auth/reset-password.ts'
import { verifyEmail } from '../../use-cases/auth/verify-email.ts'
import type { DirectoryContext } from '../../use-cases/context.ts'

/** What a page's form sends; a purpose reads the fields that it has. */
export interface AccountForm {
  readonly token: string
  readonly name: string
  readonly password: string
}

/** What the button of a page does. Nobody is signed in by it: the page has nowhere to keep tokens. */
export async function carryOut(ctx: DirectoryContext, purpose: AccountPurpose, form: AccountForm): Promise<void> {
  switch (purpose) {
    case 'verify_email':
      return verifyEmail(ctx, form)
    case 'reset_password':
      return resetPassword(ctx, { token: form.token, newPassword: form.password })
    case 'accept_invite':
      await acceptInvite(ctx, form, false)
  }
}

import { AppError } from '../../core/errors.ts'

export const PASSWORD_MIN = 8
export const PASSWORD_MAX = 128

/**
 * Refuses a new password that is shorter than 8 or longer than 128 characters, counted as code points of its NFKC form,
 * which is what is hashed. No rule about kinds of characters (NIST SP 800-63B section 3.1.1.2).
 * @param pointer the JSON pointer of the field it came in
 * @throws AppError unprocessable
 */
export function checkNewPassword(password: string, pointer = '/password'): void {
  const length = [...password.normalize('NFKC')].length
  if (length >= PASSWORD_MIN && length <= PASSWORD_MAX) return
  throw new AppError('unprocessable', 'Some fields are not right; see errors.', {
    errors: [{ pointer, message: `A password has ${PASSWORD_MIN} to ${PASSWORD_MAX} characters.` }],
  })
}

import { AppError } from '../../core/errors.ts'

/** Said of whatever is no public DNS name. */
export function unprocessableHost(): AppError {
  return new AppError('unprocessable', 'Some fields are not right; see errors.', {
    errors: [{ pointer: '/host', message: 'A public host name without scheme, port or path: track.example.com.' }],
  })
}

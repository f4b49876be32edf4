import { AppError } from '../../core/errors.ts'
import type { PictureLinks, PictureStore } from '../../domain/shipments/dossier-ports.ts'

export interface OpenedPicture {
  readonly type: string
  /** Bytes. */
  readonly size: number
  readonly body: ReadableStream
}

/**
 * The picture behind a signed link. Throws `not_found` alike for a link that is forged, one that has expired by `now`
 * (ms UTC), and a picture that is gone.
 */
export async function openPicture(
  { pictures, pictureLinks }: { readonly pictures: PictureStore; readonly pictureLinks: PictureLinks },
  token: string,
  now: number,
): Promise<OpenedPicture> {
  const key = await pictureLinks.keyOf(token, now)
  const picture = key === null ? null : await pictures.open(key)
  if (!picture) throw new AppError('not_found', 'There is no such file, or its link has expired. Ask for a new one.')
  return picture
}

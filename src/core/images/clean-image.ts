import { cleanJpeg, isJpeg } from './jpeg.ts'
import { cleanPng, isPng } from './png.ts'
import { cleanWebp, isWebp } from './webp.ts'

export type ImageType = 'image/png' | 'image/jpeg' | 'image/webp'

export interface CleanImage {
  readonly type: ImageType
  readonly bytes: Uint8Array<ArrayBuffer>
}

const KINDS = [
  ['image/png', isPng, cleanPng],
  ['image/jpeg', isJpeg, cleanJpeg],
  ['image/webp', isWebp, cleanWebp],
] as const

/**
 * A picture as it may be shown to others: its type told by its content (never by what the sender calls it), its metadata
 * gone (place, camera, time, texts, previews), anything hidden behind its end gone. How it is to be turned stays.
 * @returns null for what is no whole PNG, JPEG or still WebP
 */
export function cleanImage(bytes: Uint8Array): CleanImage | null {
  for (const [type, is, clean] of KINDS) {
    if (!is(bytes)) continue
    const cleaned = clean(bytes)
    return cleaned && { type, bytes: cleaned }
  }
  return null
}

import { joined, textAt, viewOf } from './bytes.ts'
import { orientationOf, orientationTiff } from './orientation.ts'

/** What a still picture is drawn from; the frames of an animation are refused before. */
const NEEDED: readonly string[] = ['VP8X', 'VP8 ', 'VP8L', 'ALPH', 'ICCP']
const EXIF_FLAG = 0x08
const XMP_FLAG = 0x04
const ANIMATION_FLAG = 0x02

export function isWebp(bytes: Uint8Array): boolean {
  return textAt(bytes, 0, 4) === 'RIFF' && textAt(bytes, 8, 4) === 'WEBP'
}

function chunk(type: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = new Uint8Array(8)
  head.set(new TextEncoder().encode(type))
  viewOf(head).setUint32(4, data.length, true)
  return joined([head, data, new Uint8Array(data.length % 2)])
}

/** Encoders write both `Exif\0\0` and TIFF, and TIFF alone. */
function tiffOf(data: Uint8Array): Uint8Array {
  return textAt(data, 0, 6) === 'Exif\0\0' ? data.subarray(6) : data
}

/**
 * The same picture without its metadata and without what follows its end. How it is to be turned stays. Walks the chunks of
 * RFC 9649, section 2. Null for what is no whole still WebP.
 */
export function cleanWebp(bytes: Uint8Array): Uint8Array<ArrayBuffer> | null {
  if (bytes.length < 12) return null
  const view = viewOf(bytes)
  const wholeEnd = 8 + view.getUint32(4, true)
  if (wholeEnd > bytes.length) return null
  const kept: Uint8Array[] = []
  let extended: Uint8Array | null = null
  let orientation: number | null = null
  let hasData = false
  let at = 12
  while (at + 8 <= wholeEnd) {
    const type = textAt(bytes, at, 4)
    const length = view.getUint32(at + 4, true)
    const data = bytes.subarray(at + 8, at + 8 + length)
    if (data.length < length || at + 8 + length > wholeEnd) return null
    if (type === 'VP8X') {
      if (kept.length > 0 || length < 10 || ((data[0] ?? 0) & ANIMATION_FLAG) !== 0) return null
      extended = data.slice()
      extended[0] = (data[0] ?? 0) & ~(EXIF_FLAG | XMP_FLAG)
    }
    if (type === 'EXIF') orientation ??= orientationOf(tiffOf(data))
    if (type === 'VP8 ' || type === 'VP8L') hasData = true
    if (NEEDED.includes(type)) kept.push(chunk(type, type === 'VP8X' && extended ? extended : data))
    at += 8 + length + (length % 2)
  }
  if (!hasData) return null
  return wrapped(kept, extended, orientation)
}

function wrapped(
  kept: readonly Uint8Array[],
  extended: Uint8Array | null,
  orientation: number | null,
): Uint8Array<ArrayBuffer> {
  const parts = [...kept]
  if (extended && orientation !== null) {
    extended[0] = (extended[0] ?? 0) | EXIF_FLAG
    parts[0] = chunk('VP8X', extended)
    parts.push(chunk('EXIF', orientationTiff(orientation)))
  }
  const body = joined([new TextEncoder().encode('WEBP'), ...parts])
  return chunk('RIFF', body)
}

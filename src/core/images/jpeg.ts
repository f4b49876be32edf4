import { bytesAt, joined, textAt, viewOf } from './bytes.ts'
import { orientationOf, orientationTiff } from './orientation.ts'

const SOI = [0xff, 0xd8]
const EOI = 0xd9
const SOS = 0xda
const APP0 = 0xe0
const APP1 = 0xe1
const APP2 = 0xe2
const APP14 = 0xee
const APP15 = 0xef
const COMMENT = 0xfe
const EXIF = 'Exif\0\0'

export function isJpeg(bytes: Uint8Array): boolean {
  return bytesAt(bytes, 0, [...SOI, 0xff])
}

/** What a decoder needs of the application's segments: JFIF's head, the colour profile, Adobe's colour transform. */
function isNeeded(marker: number, body: Uint8Array): boolean {
  if (marker === COMMENT) return false
  if (marker < APP0 || marker > APP15) return true
  return (
    (marker === APP0 && textAt(body, 0, 5) === 'JFIF\0') ||
    (marker === APP2 && textAt(body, 0, 12) === 'ICC_PROFILE\0') ||
    (marker === APP14 && textAt(body, 0, 5) === 'Adobe')
  )
}

/** Where the coded data that starts at `from` ends: at the next marker that is no stuffed byte and no restart. */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0
    const inside = next === 0 || next === 0xff || (next >= 0xd0 && next <= 0xd7)
    if (!inside) return at
  }
  return bytes.length
}

function orientationSegment(orientation: number): Uint8Array<ArrayBuffer> {
  const body = joined([new TextEncoder().encode(EXIF), orientationTiff(orientation)])
  return joined([new Uint8Array([0xff, APP1, 0, body.length + 2]), body])
}

/**
 * The same picture without its metadata (place, camera, time, comments, previews) and without what follows its end. How it is
 * to be turned stays. Walks the segments of ITU-T T.81, annex B. Null for what is no whole JPEG.
 */
export function cleanJpeg(bytes: Uint8Array): Uint8Array<ArrayBuffer> | null {
  const view = viewOf(bytes)
  const kept: Uint8Array[] = [new Uint8Array(SOI)]
  let orientation: number | null = null
  let hasFrame = false
  let hasScan = false
  let at = SOI.length
  while (at + 1 < bytes.length) {
    const marker = bytes[at + 1] ?? 0
    if (bytes[at] !== 0xff) return null
    if (marker === 0xff) {
      at += 1
      continue
    }
    if (marker === EOI) {
      if (!hasFrame || !hasScan) return null
      if (orientation !== null) kept.splice(1, 0, orientationSegment(orientation))
      return joined([...kept, new Uint8Array([0xff, EOI])])
    }
    if (at + 4 > bytes.length) return null
    const end = at + 2 + view.getUint16(at + 2)
    const body = bytes.subarray(at + 4, end)
    const isAlone = marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd8)
    if (isAlone || end < at + 4 || end > bytes.length) return null
    if (marker === APP1 && textAt(body, 0, 6) === EXIF) orientation ??= orientationOf(body.subarray(6))
    if (marker >= 0xc0 && marker <= 0xc2) hasFrame = true
    const next = marker === SOS ? endOfScan(bytes, end) : end
    if (marker === SOS) hasScan = true
    if (isNeeded(marker, body)) kept.push(bytes.subarray(at, next))
    at = next
  }
  return null
}

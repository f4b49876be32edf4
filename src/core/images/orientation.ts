import { textAt, viewOf } from './bytes.ts'

/** EXIF 2.32, section 4.6.4: how the picture is to be turned, 1 to 8; 1 is as it is. */
const ORIENTATION = 0x0112
const SHORT = 3

/**
 * The orientation that a TIFF block tells (TIFF 6.0, section 2; the body of an EXIF segment after `Exif\0\0`), or null for
 * one that tells none, or is broken, or tells what needs no turning.
 */
export function orientationOf(tiff: Uint8Array): number | null {
  const order = textAt(tiff, 0, 2)
  if (tiff.length < 8 || (order !== 'II' && order !== 'MM')) return null
  const little = order === 'II'
  const view = viewOf(tiff)
  const directory = view.getUint32(4, little)
  if (directory + 2 > tiff.length) return null
  const entries = view.getUint16(directory, little)
  for (let index = 0; index < entries; index++) {
    const entry = directory + 2 + index * 12
    if (entry + 12 > tiff.length) return null
    if (view.getUint16(entry, little) !== ORIENTATION || view.getUint16(entry + 2, little) !== SHORT) continue
    const value = view.getUint16(entry + 8, little)
    return value >= 2 && value <= 8 ? value : null
  }
  return null
}

/** A TIFF block of 26 bytes that tells an orientation and nothing else. */
export function orientationTiff(orientation: number): Uint8Array<ArrayBuffer> {
  const tiff = new Uint8Array(26)
  const view = viewOf(tiff)
  tiff.set([0x4d, 0x4d, 0x00, 0x2a])
  view.setUint32(4, 8)
  view.setUint16(8, 1)
  view.setUint16(10, ORIENTATION)
  view.setUint16(12, SHORT)
  view.setUint32(14, 1)
  view.setUint16(18, orientation)
  return tiff
}

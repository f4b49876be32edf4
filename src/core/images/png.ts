import { crc32 } from 'node:zlib'
import { bytesAt, joined, textAt, viewOf } from './bytes.ts'
import { orientationOf, orientationTiff } from './orientation.ts'

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
/** What a still picture is drawn from. Texts, times, EXIF, private chunks and the frames of an animation are not. */
const NEEDED = /^(IHDR|PLTE|IDAT|IEND|tRNS|cHRM|gAMA|iCCP|sBIT|sRGB|cICP|mDCV|cLLI|bKGD|pHYs)$/

export function isPng(bytes: Uint8Array): boolean {
  return bytesAt(bytes, 0, SIGNATURE)
}

function chunk(type: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const named = joined([new TextEncoder().encode(type), data])
  const head = new Uint8Array(4)
  const tail = new Uint8Array(4)
  viewOf(head).setUint32(0, data.length)
  viewOf(tail).setUint32(0, crc32(named))
  return joined([head, named, tail])
}

/**
 * The same picture without its metadata and without what follows its end. How it is to be turned stays. Walks the chunks of
 * the PNG specification (W3C, third edition, section 5). Null for what is no whole PNG.
 */
export function cleanPng(bytes: Uint8Array): Uint8Array<ArrayBuffer> | null {
  const view = viewOf(bytes)
  const kept: Uint8Array[] = [new Uint8Array(SIGNATURE)]
  let orientation: number | null = null
  let hasData = false
  let at = SIGNATURE.length
  while (at + 12 <= bytes.length) {
    const type = textAt(bytes, at + 4, 4)
    const end = at + 12 + view.getUint32(at)
    if (!/^[A-Za-z]{4}$/.test(type) || end > bytes.length) return null
    if ((kept.length === 1) !== (type === 'IHDR')) return null
    if (type === 'eXIf') orientation ??= orientationOf(bytes.subarray(at + 8, end - 4))
    if (type === 'IDAT') hasData = true
    if (NEEDED.test(type)) kept.push(bytes.subarray(at, end))
    if (type === 'IEND') {
      if (!hasData) return null
      // Right behind IHDR: readers that stop at the data must have seen it.
      if (orientation !== null) kept.splice(2, 0, chunk('eXIf', orientationTiff(orientation)))
      return joined(kept)
    }
    at = end
  }
  return null
}

import { crc32 } from 'node:zlib'
import { describe, it } from 'vitest'
import { cleanImage } from '../../../src/core/images/clean-image.ts'
import { orientationOf, orientationTiff } from '../../../src/core/images/orientation.ts'
import { LOSSLESS_WEBP, PHOTO_JPEG, PHOTO_PNG, PHOTO_WEBP, PROGRESSIVE_JPEG } from '../../fixtures/images.ts'

const latin1 = (bytes: Uint8Array) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
const bytesOf = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0))
const joined = (...parts: readonly Uint8Array[]) => bytesOf(parts.map(latin1).join(''))
const cleaned = (bytes: Uint8Array) => cleanImage(bytes)?.bytes ?? new Uint8Array(0)

/** The orientation that a picture's own EXIF block tells, wherever it stands. */
function turned(bytes: Uint8Array): number | null {
  const at = latin1(bytes).search(/MM\0\*|II\*\0/)
  return at < 0 ? null : orientationOf(bytes.subarray(at))
}

function pngChunk(type: string, data: string): Uint8Array {
  const named = bytesOf(type + data)
  const chunk = new Uint8Array(named.length + 8)
  const view = new DataView(chunk.buffer)
  view.setUint32(0, data.length)
  chunk.set(named, 4)
  view.setUint32(named.length + 4, crc32(named))
  return chunk
}

function jpegSegment(marker: number, body: string): Uint8Array {
  return joined(new Uint8Array([0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255]), bytesOf(body))
}

const PHOTOS = [
  ['image/jpeg', PHOTO_JPEG],
  ['image/png', PHOTO_PNG],
  ['image/webp', PHOTO_WEBP],
] as const

describe('a cleaned image', () => {
  for (const [type, photo] of PHOTOS) {
    it(`of ${type} tells no place and no camera, and is turned as before`, ({ expect }) => {
      expect(latin1(photo)).toContain('SecretCam')
      expect(turned(photo)).toBe(6)
      const clean = cleanImage(photo)
      expect(clean?.type).toBe(type)
      expect(latin1(cleaned(photo))).not.toMatch(/SecretCam|GPS|xmp|adobe:ns/i)
      expect(turned(cleaned(photo))).toBe(6)
    })

    it(`of ${type} stays what it is when it is cleaned again`, ({ expect }) => {
      expect(cleaned(cleaned(photo))).toEqual(cleaned(photo))
    })

    it(`of ${type} ends where the picture ends`, ({ expect }) => {
      expect(cleaned(joined(photo, bytesOf('<script>alert(1)</script>')))).toEqual(cleaned(photo))
    })

    it(`of ${type} is none when the file is cut off anywhere`, ({ expect }) => {
      for (let length = 0; length < photo.length - 1; length++) {
        expect(cleanImage(photo.subarray(0, length)), `${length} bytes`).toBeNull()
      }
    })

    it(`of ${type} is none, and no crash, when any byte of the head is another`, ({ expect }) => {
      for (let at = 0; at < photo.length; at++) {
        const broken = photo.slice()
        broken[at] = (broken[at] ?? 0) ^ 0xff
        const clean = cleanImage(broken)
        expect(clean === null || clean.bytes.length > 0).toBe(true)
      }
    })
  }

  it('keeps what colours need', ({ expect }) => {
    expect(latin1(cleaned(PHOTO_JPEG))).toContain('ICC_PROFILE')
    expect(latin1(cleaned(PHOTO_PNG))).toContain('iCCP')
    expect(latin1(cleaned(PHOTO_WEBP))).toContain('ICCP')
  })

  it('without metadata is the same, byte for byte', ({ expect }) => {
    expect(cleaned(PROGRESSIVE_JPEG)).toEqual(PROGRESSIVE_JPEG)
    expect(cleaned(LOSSLESS_WEBP)).toEqual(LOSSLESS_WEBP)
  })

  it('of a PNG has no texts, times and chunks of others', ({ expect }) => {
    const head = PHOTO_PNG.subarray(0, 33)
    const extras = ['tEXt', 'zTXt', 'iTXt', 'tIME', 'prVt', 'acTL'].map((type) => pngChunk(type, 'hidden words'))
    const crowded = joined(head, ...extras, PHOTO_PNG.subarray(33))
    expect(latin1(crowded)).toContain('hidden words')
    expect(cleaned(crowded)).toEqual(cleaned(PHOTO_PNG))
  })

  it('of a JPEG has no comments, previews, Photoshop blocks and second pictures', ({ expect }) => {
    const extras = [
      jpegSegment(0xfe, 'hidden words'),
      jpegSegment(0xe0, 'JFXX\0hidden words'),
      jpegSegment(0xe1, 'http://ns.adobe.com/xap/1.0/\0hidden words'),
      jpegSegment(0xe2, 'MPF\0hidden words'),
      jpegSegment(0xed, 'Photoshop 3.0\0hidden words'),
    ]
    const crowded = joined(PHOTO_JPEG.subarray(0, 2), ...extras, PHOTO_JPEG.subarray(2))
    expect(latin1(crowded)).toContain('hidden words')
    expect(cleaned(crowded)).toEqual(cleaned(PHOTO_JPEG))
  })

  it('of a WebP no longer says that it has metadata', ({ expect }) => {
    const flags = (bytes: Uint8Array) => (bytes[20] ?? 0) & 0x0c
    expect(flags(PHOTO_WEBP)).toBe(0x0c)
    expect(flags(cleaned(PHOTO_WEBP))).toBe(0x08)
    const size = new DataView(cleaned(PHOTO_WEBP).buffer).getUint32(4, true)
    expect(size + 8).toBe(cleaned(PHOTO_WEBP).length)
  })

  it('is none of a WebP that moves', ({ expect }) => {
    const moving = PHOTO_WEBP.slice()
    moving[20] = (moving[20] ?? 0) | 0x02
    expect(cleanImage(moving)).toBeNull()
  })

  const NO_IMAGES = [
    ['HTML', '<!doctype html><script>alert(1)</script>'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
    ['GIF', 'GIF89a\x01\0\x01\0\0\0\0;'],
    ['HTML behind the signature of a PNG', '\x89PNG\r\n\x1a\n<html><script>alert(1)</script></html>'],
    ['HTML behind the signature of a JPEG', '\xff\xd8\xff<html><script>alert(1)</script></html>\xff\xd9'],
    ['HTML behind the head of a WebP', 'RIFF\x24\0\0\0WEBP<html><script>alert(1)</script></html>'],
    ['a PNG with no picture in it', '\x89PNG\r\n\x1a\n\0\0\0\0IEND\xae\x42\x60\x82'],
    ['a JPEG with no picture in it', '\xff\xd8\xff\xfe\0\x04hi\xff\xd9'],
    ['nothing', ''],
  ] as const
  for (const [what, text] of NO_IMAGES) {
    it(`is none of ${what}`, ({ expect }) => expect(cleanImage(bytesOf(text))).toBeNull())
  }
})

describe('an orientation', () => {
  it('is read back as it was written, 2 to 8', ({ expect }) => {
    for (let value = 2; value <= 8; value++) expect(orientationOf(orientationTiff(value))).toBe(value)
  })

  it('is none where it is 1, unknown or out of reach', ({ expect }) => {
    for (const value of [0, 1, 9, 65_535]) expect(orientationOf(orientationTiff(value))).toBeNull()
    const far = orientationTiff(6)
    new DataView(far.buffer).setUint32(4, 4_000_000_000)
    expect(orientationOf(far)).toBeNull()
    expect(orientationOf(orientationTiff(6).subarray(0, 20))).toBeNull()
  })
})

import type { PictureStore } from '../../domain/shipments/dossier-ports.ts'

/** Pictures in R2, each with the content type that was found by looking at it. */
export function createPictureStore(bucket: R2Bucket): PictureStore {
  return {
    async put(key, { type, bytes }) {
      await bucket.put(key, bytes, { httpMetadata: { contentType: type } })
    },

    async open(key) {
      const object = await bucket.get(key)
      if (!object) return null
      return {
        type: object.httpMetadata?.contentType ?? 'application/octet-stream',
        size: object.size,
        body: object.body,
      }
    },
  }
}

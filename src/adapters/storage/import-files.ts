import type { ImportFiles } from '../../domain/shipments/import-ports.ts'

/** One tenant's imported files in R2, as they came. */
export function createImportFiles(bucket: R2Bucket, tenantId: string): ImportFiles {
  const keyOf = (id: string) => `tenants/${tenantId}/imports/${id}.csv`
  return {
    async put(id, bytes) {
      await bucket.put(keyOf(id), bytes, { httpMetadata: { contentType: 'text/csv' } })
    },
    async get(id) {
      const object = await bucket.get(keyOf(id))
      return object && new Uint8Array(await object.arrayBuffer())
    },
    async remove(id) {
      await bucket.delete(keyOf(id))
    },
  }
}

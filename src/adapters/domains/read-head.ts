/** The first `limit` bytes of a body as UTF-8. The rest is not read. */
export async function readHead(response: Response, limit: number): Promise<string> {
  const reader = response.body?.getReader()
  if (!reader) return ''
  const parts: Uint8Array[] = []
  let length = 0
  while (length < limit) {
    const { done, value } = await reader.read()
    if (done) break
    parts.push(value.subarray(0, limit - length))
    length += value.byteLength
  }
  await reader.cancel()
  return new TextDecoder().decode(await new Blob(parts).arrayBuffer())
}

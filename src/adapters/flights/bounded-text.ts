const MOST_BYTES = 4 * 1024 * 1024

/** Of a body that is longer than any answer that we ask for. */
export class BodyTooLong extends Error {
  override readonly name = 'BodyTooLong'
}

/**
 * A response's body as text, read no further than four megabytes: what answers in a provider's place must not fill the memory.
 * @throws BodyTooLong beyond it, and what reading throws
 */
export async function boundedText(response: Response, mostBytes = MOST_BYTES): Promise<string> {
  if (response.body === null) return ''
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const chunk of response.body) {
    bytes += chunk.byteLength
    if (bytes > mostBytes) throw new BodyTooLong()
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

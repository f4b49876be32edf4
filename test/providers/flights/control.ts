import type { Act, Seen } from '../servers/scripted.ts'

/** A key of one test's own, that the look-alike lets in. */
export const aKey = (): string => `good-${crypto.randomUUID()}`

/** Tells a look-alike how to go wrong next and what to know, and asks what it saw. */
export function controlOf(url: string, key: string) {
  const put = async (what: string, body: unknown) => {
    const response = await fetch(`${url}/control/${key}/${what}`, { method: 'PUT', body: JSON.stringify(body) })
    await response.text()
  }
  return {
    /** The acts of the next requests; after them it answers well. */
    will: (...script: readonly Act[]) => put('script', script),
    knows: (state: unknown) => put('state', state),
    async seen(): Promise<readonly Seen[]> {
      return (await fetch(`${url}/control/${key}/seen`)).json()
    },
  }
}

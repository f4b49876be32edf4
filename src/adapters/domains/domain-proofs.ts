import { z } from 'zod'
import { HostName } from '../../domain/auth/host-name.ts'
import { type DomainProofs, ProofUnavailable } from '../../domain/auth/ports.ts'
import { readHead } from './read-head.ts'

const TIMEOUT_MS = 5_000
const FILE_BYTES = 1_024
const ANSWER_BYTES = 65_536
const TXT = 16
const NO_ERROR = 0
const NO_SUCH_NAME = 3

const AnswerSchema = z.object({
  Status: z.number(),
  Answer: z.array(z.object({ type: z.number(), data: z.string() })).default([]),
})

/** `"part one" "part two"` -> one text (RFC 1035 section 3.3.14). Some resolvers leave the quotes out. */
function textOf(data: string): string {
  const parts = [...data.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, part = '']) => part.replace(/\\(.)/g, '$1'))
  return parts.length > 0 ? parts.join('') : data
}

/**
 * What a host name's owner has published, over DNS-over-HTTPS in JSON form (`application/dns-json`) and HTTPS.
 * Only public DNS names are asked: `HostName.parse` stands before every request, no redirect is followed, and a bounded
 * head of the body is read. In development this machine is asked too, over plain http.
 */
export function createDomainProofs(options: { resolver: string; loopback: boolean }): DomainProofs {
  const { resolver, loopback } = options
  return {
    async txt(name) {
      const url = new URL(resolver)
      url.searchParams.set('name', name)
      url.searchParams.set('type', 'TXT')
      const response = await ask(url, { accept: 'application/dns-json' })
      if (!response.ok) throw new ProofUnavailable(`the resolver answered ${response.status}`)
      const parsed = AnswerSchema.safeParse(jsonOf(await readHead(response, ANSWER_BYTES)))
      if (!parsed.success) throw new ProofUnavailable('the resolver answered something else')
      const { Status, Answer } = parsed.data
      if (Status === NO_SUCH_NAME) return []
      if (Status !== NO_ERROR) throw new ProofUnavailable(`the resolver answered RCODE ${Status}`)
      return Answer.filter(({ type }) => type === TXT).map(({ data }) => textOf(data))
    },

    async file(host, path) {
      const known = HostName.parse(host, { loopback })
      if (known === null) return null
      const scheme = HostName.isLoopback(known) ? 'http' : 'https'
      const response = await ask(new URL(`${scheme}://${known}${path}`), { accept: 'text/plain' })
      // A redirect is not followed: it could lead anywhere.
      if (response.status !== 200) {
        await response.body?.cancel()
        return null
      }
      return readHead(response, FILE_BYTES)
    },
  }
}

async function ask(url: URL, headers: Record<string, string>): Promise<Response> {
  try {
    return await fetch(url, { headers, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) })
  } catch (error) {
    throw new ProofUnavailable('no answer', { cause: error })
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

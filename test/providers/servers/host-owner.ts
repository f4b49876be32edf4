import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { type Listening, listen } from './listen.ts'

/**
 * A resolver that speaks DNS-over-HTTPS in JSON, and a web server of whoever owns a host. Tests say what they publish with
 * PUT: `/records/<name>` and `/file`. A record `broken` makes the resolver fail; a file `redirect` or `endless` does that.
 */
export async function startHostOwner(): Promise<Listening> {
  const records = new Map<string, string>()
  let file = ''
  return listen(
    createServer(async (request, response) => {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1')
      if (request.method === 'PUT') {
        const body = await text(request)
        if (url.pathname === '/file') file = body
        else records.set(url.pathname.slice('/records/'.length), body)
        return response.writeHead(204).end()
      }
      if (url.pathname === '/dns-query') {
        const name = url.searchParams.get('name') ?? ''
        const data = records.get(name)
        if (data === 'broken') return response.writeHead(502).end()
        const found = data !== undefined && url.searchParams.get('type') === 'TXT'
        const Answer = [
          { name, type: 16, TTL: 60, data: '"v=spf1 -all"' },
          { name, type: 16, TTL: 60, data },
        ]
        response.writeHead(200, { 'content-type': 'application/dns-json' })
        return response.end(JSON.stringify(found ? { Status: 0, Answer } : { Status: 3 }))
      }
      if (url.pathname === '/elsewhere') return response.end(file.replace(/^redirect /, ''))
      if (url.pathname !== '/.well-known/aircourier.txt' || file === '') return response.writeHead(404).end()
      if (file.startsWith('redirect ')) return response.writeHead(302, { location: '/elsewhere' }).end()
      if (!file.startsWith('endless ')) return response.end(`${file}\n`)
      // More and more, until the reader has had enough.
      const more = setInterval(() => response.write('x'.repeat(1000)), 1)
      response.on('close', () => clearInterval(more))
    }),
  )
}

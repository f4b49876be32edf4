import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { json as readJson } from 'node:stream/consumers'
import { RESEND_KEY } from './accounts.ts'
import { type Listening, listen } from './listen.ts'

/** A mail as it came in. */
export interface ResendMail {
  readonly id: string
  readonly key: string
  readonly body: {
    readonly from: string
    readonly to: readonly string[]
    readonly subject: string
    readonly html: string
    readonly text: string
    readonly headers: Readonly<Record<string, string>>
    readonly tags: readonly { readonly name: string; readonly value: string }[]
  }
}

const PAGE = '<!doctype html><title>Error</title><p>ana@people.example could not be served</p>'

function error(response: ServerResponse, status: number, name: string, headers: Record<string, string> = {}): void {
  const message = `${name}: the mail to ana@people.example with re_secret`
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify({ statusCode: status, name, message }))
}

function page(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'text/html' }).end(PAGE)
}

/**
 * Resend's `POST /emails` with its idempotency keys, by its OpenAPI document and its recorded answers. The recipient says what goes
 * wrong: `422.invalid_parameter.…@`, `page.502.…@`, `wait.<seconds>.…@`, `reset-after.ten`. What begins with `once-` goes wrong at the first
 * try only. `GET /taken?to=…` shows what was taken.
 */
export async function startResend(): Promise<Listening> {
  const taken = new Map<string, ResendMail>()
  const tried = new Set<string>()

  function misbehave(to: string, response: ServerResponse, take: () => string): boolean {
    const [what = '', more = '', third = ''] = to.split('@')[0]?.split('.') ?? []
    if (/^\d{3}$/.test(what)) error(response, Number(what), more, third === '' ? {} : { 'retry-after': third })
    else if (what === 'reset') error(response, 429, 'rate_limit_exceeded', { 'ratelimit-reset': more })
    else if (what === 'until') {
      error(response, 429, 'daily_quota_exceeded', {
        'retry-after': new Date(Date.now() + Number(more) * 1000).toUTCString(),
      })
    } else if (what === 'page') page(response, Number(more))
    else if (what === 'redirect') response.writeHead(307, { location: '/elsewhere' }).end()
    else if (what === 'cut') response.socket?.destroy()
    else if (what === 'hang') take()
    else if (what === 'torn') {
      const answer = JSON.stringify({ id: take() })
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length })
      response.write(answer.slice(0, 12), () => response.socket?.destroy())
    } else return false
    return true
  }

  async function send(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!request.headers['user-agent']) return page(response, 403)
    const given = request.headers.authorization
    if (given === undefined) return error(response, 401, 'missing_api_key')
    if (given !== `Bearer ${RESEND_KEY}`) return error(response, 403, 'invalid_api_key')
    const key = String(request.headers['idempotency-key'] ?? '')
    if (key === '' || key.length > 256) return error(response, 400, 'invalid_idempotency_key')
    const body = (await readJson(request)) as ResendMail['body']
    const known = taken.get(key)
    if (known && JSON.stringify(known.body) !== JSON.stringify(body))
      return error(response, 409, 'invalid_idempotent_request')
    const take = () => {
      const mail = known ?? { id: randomUUID(), key, body }
      taken.set(key, mail)
      return mail.id
    }
    const to = body.to[0] ?? ''
    const goesWrong = !to.startsWith('once-') || !tried.has(to)
    tried.add(to)
    if (goesWrong && misbehave(to.replace(/^once-/, ''), response, take)) return
    response.writeHead(200, { 'content-type': 'application/json', 'ratelimit-limit': '2', 'ratelimit-remaining': '1' })
    response.end(JSON.stringify({ id: take() }))
  }

  return listen(
    createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1')
      if (request.method === 'POST' && url.pathname === '/emails') return void send(request, response)
      if (url.pathname !== '/taken') return error(response, 404, 'not_found')
      const to = url.searchParams.get('to') ?? ''
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify([...taken.values()].filter((mail) => mail.body.to.includes(to))))
    }),
  )
}

import { randomUUID } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import { json as readJson } from 'node:stream/consumers'
import { WHATSAPP_TOKEN } from './accounts.ts'
import { type Listening, listen } from './listen.ts'

/** A message as it came in. */
export interface GraphMessage {
  readonly number: string
  readonly version: string
  readonly id: string
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever came
  readonly body: any
}

const PAGE = '<!doctype html><title>Error</title><p>16505551234 could not be served</p>'

/** HTTP statuses of error codes, where they are not 400. */
const STATUS: Readonly<Record<number, number>> = {
  0: 401,
  190: 401,
  2: 503,
  3: 500,
  10: 403,
  200: 403,
  299: 403,
  368: 403,
  131000: 500,
  131005: 403,
  131016: 500,
  131031: 403,
  131045: 500,
  131057: 500,
  132001: 404,
}

function refuse(response: ServerResponse, code: number, headers: Record<string, string> = {}): void {
  const error = {
    message: `(#${code}) to 16505551234 with EAAG-secret`,
    type: 'OAuthException',
    code,
    error_data: { messaging_product: 'whatsapp', details: 'Message to 16505551234 failed' },
    fbtrace_id: 'Az8or2yhqkZfEZ',
  }
  response.writeHead(STATUS[code] ?? 400, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify({ error }))
}

/** The digits by which the provider knows a number: Brazilian mobiles lose their ninth. */
const waIdOf = (to: string): string => to.replace(/\D/g, '').replace(/^55(\d\d)9(\d{8})$/, '55$1$2')

/**
 * Meta's `POST /{version}/{number}/messages`. The sending number's name says what goes wrong: `code-131056`, `status-502`, `page-502`,
 * `slow`, `cut` (after it was taken), `torn` (in the middle of its answer), `empty`, `elsewhere`, `limited-30`. What begins with `once-` goes wrong at the
 * first try only. `GET /taken?number=…` shows what was taken.
 */
export async function startGraph(): Promise<Listening> {
  const taken: GraphMessage[] = []
  const tried = new Set<string>()

  function misbehave(number: string, response: ServerResponse, take: () => string): boolean {
    const [what = '', more = ''] = number.split('-')
    if (what === 'code') refuse(response, Number(more))
    else if (what === 'limited') refuse(response, 130_429, { 'retry-after': more })
    else if (what === 'status') response.writeHead(Number(more)).end()
    else if (what === 'page') response.writeHead(Number(more), { 'content-type': 'text/html' }).end(PAGE)
    else if (what === 'elsewhere') response.writeHead(307, { location: '/taken' }).end()
    else if (what === 'empty') response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    else if (what === 'slow') take()
    else if (what === 'cut') {
      take()
      response.socket?.destroy()
    } else if (what === 'torn') {
      const answer = JSON.stringify({ messages: [{ id: take() }] })
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length })
      response.write(answer.slice(0, 12), () => response.socket?.destroy())
    } else return false
    return true
  }

  return listen(
    createServer(async (request, response) => {
      const url = new URL(request.url ?? '/', 'http://graph')
      if (url.pathname === '/taken') {
        const number = url.searchParams.get('number')
        response.writeHead(200, { 'content-type': 'application/json' })
        response.end(JSON.stringify(taken.filter((message) => message.number === number)))
        return
      }
      const [, version = '', number = ''] = /^\/(v\d+\.\d+)\/([\w-]+)\/messages$/.exec(url.pathname) ?? []
      if (request.method !== 'POST' || number === '') return void response.writeHead(404).end(PAGE)
      const body = (await readJson(request)) as { to?: string; recipient?: string; type?: string }
      if (request.headers.authorization !== `Bearer ${WHATSAPP_TOKEN}`) return refuse(response, 190)
      const take = () => {
        const id = `wamid.${randomUUID()}`
        taken.push({ number, version, id, body })
        return id
      }
      const once = /^once-(.+?)_/.exec(number)?.[1]
      const wrong = once === undefined ? number : tried.has(number) ? '' : once
      tried.add(number)
      if (misbehave(wrong, response, take)) return
      const contact = body.to === undefined ? { user_id: body.recipient } : { input: body.to, wa_id: waIdOf(body.to) }
      const id = take()
      const message = { id, ...(body.type === 'template' && { message_status: 'accepted' }) }
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ messaging_product: 'whatsapp', contacts: [contact], messages: [message] }))
    }),
  )
}

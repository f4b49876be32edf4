import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { type Listening, listen } from './listen.ts'

/** One thing that goes wrong, in place of an answer. */
export type Act =
  /** This answer, whatever was asked. `body` that is no text is sent as JSON. */
  | {
      readonly do: 'answer'
      readonly status: number
      readonly body?: unknown
      readonly headers?: Readonly<Record<string, string>>
    }
  /** The connection ends without an answer. */
  | { readonly do: 'cut' }
  /** The true answer, of which half arrives before the connection is reset. `chunked` says no length beforehand. */
  | { readonly do: 'torn'; readonly chunked?: boolean }
  /** Nothing ever comes. */
  | { readonly do: 'hang' }
  /** The head comes, the body never ends. */
  | { readonly do: 'dribble' }
  /** A body without end, as fast as it is taken. */
  | { readonly do: 'flood' }
  /** The true answer. */
  | { readonly do: 'well' }

/** A request as it came in. */
export interface Seen {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: string
}

/** What a look-alike answers when nothing goes wrong. `body` null is an empty one. */
export interface Reply {
  readonly status: number
  readonly body: unknown
}

/** Of one key: each test has its own. */
export interface Account {
  readonly script: Act[]
  readonly seen: Seen[]
  /** What the look-alike keeps. */
  state: unknown
}

const JSON_HEAD = { 'content-type': 'application/json' }

function send(response: ServerResponse, { status, body }: Reply): void {
  if (body === null || body === undefined) response.writeHead(status).end()
  else response.writeHead(status, JSON_HEAD).end(JSON.stringify(body))
}

function tear(response: ServerResponse, reply: Reply, chunked: boolean): void {
  const whole = JSON.stringify(reply.body ?? {})
  response.writeHead(reply.status, chunked ? JSON_HEAD : { ...JSON_HEAD, 'content-length': whole.length })
  response.write(whole.slice(0, Math.ceil(whole.length / 2)), () => response.socket?.destroy())
}

function flood(response: ServerResponse): void {
  const chunk = Buffer.alloc(256 * 1024, 32)
  response.writeHead(200, JSON_HEAD)
  const pour = () => {
    while (!response.destroyed && response.write(chunk));
    if (!response.destroyed) response.once('drain', pour)
  }
  response.on('error', () => {})
  pour()
}

function misbehave(act: Exclude<Act, { do: 'well' }>, response: ServerResponse, reply: () => Reply): void {
  switch (act.do) {
    case 'answer': {
      const isText = typeof act.body === 'string'
      response.writeHead(act.status, { ...(isText ? { 'content-type': 'text/html' } : JSON_HEAD), ...act.headers })
      response.end(isText || act.body === undefined ? act.body : JSON.stringify(act.body))
      return
    }
    case 'cut':
      response.socket?.destroy()
      return
    case 'torn':
      tear(response, reply(), act.chunked === true)
      return
    case 'hang':
      return
    case 'dribble':
      response.writeHead(200, JSON_HEAD).write('[')
      return
    case 'flood':
      flood(response)
  }
}

async function seenOf(request: IncomingMessage, url: URL): Promise<Seen> {
  return {
    method: request.method ?? '',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: request.headers,
    body: await text(request),
  }
}

/**
 * A look-alike that misbehaves when it is told to. `PUT /control/<key>/script` takes the acts of the next requests with that key, `PUT
 * /control/<key>/state` what it keeps, `GET /control/<key>/seen` shows what came.
 */
export async function startScripted(
  keyOf: (seen: Seen) => string,
  answer: (seen: Seen, account: Account) => Reply,
): Promise<Listening> {
  const accounts = new Map<string, Account>()
  const accountOf = (key: string): Account => {
    const account = accounts.get(key) ?? { script: [], seen: [], state: null }
    accounts.set(key, account)
    return account
  }

  function control(seen: Seen, response: ServerResponse): void {
    const [, , key = '', what] = seen.path.split('/')
    const account = accountOf(key)
    if (what === 'script') account.script.splice(0, account.script.length, ...(JSON.parse(seen.body) as Act[]))
    if (what === 'state') account.state = JSON.parse(seen.body)
    send(response, { status: 200, body: what === 'seen' ? account.seen : account.state })
  }

  return listen(
    createServer(async (request, response) => {
      const seen = await seenOf(request, new URL(request.url ?? '/', 'http://local.example'))
      if (seen.path.startsWith('/control/')) return control(seen, response)
      const account = accountOf(keyOf(seen))
      account.seen.push(seen)
      const act = account.script.shift() ?? { do: 'well' }
      if (act.do === 'well') send(response, answer(seen, account))
      else misbehave(act, response, () => answer(seen, account))
    }),
  )
}

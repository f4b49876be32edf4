import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { GITHUB_CLIENT, redirectUri } from './accounts.ts'
import { type Listening, listen } from './listen.ts'

interface Code {
  readonly login: string
  readonly challenge: string
  readonly redirectUri: string
}

const IDS = new Map<string, number>()
const codes = new Map<string, Code>()
const tokens = new Map<string, string>()

const idOf = (login: string) => {
  const id = IDS.get(login) ?? 583_231 + IDS.size
  IDS.set(login, id)
  return id
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body))
}

/** GitHub says what went wrong with HTTP 200. */
const refuse = (response: ServerResponse, error: string, description: string) =>
  json(response, 200, {
    error,
    error_description: description,
    error_uri: `/apps/managing-oauth-apps/troubleshooting-oauth-app-access-token-request-errors/#${error.replaceAll('_', '-')}`,
  })

function authorize(url: URL, response: ServerResponse): void {
  const back = new URL(url.searchParams.get('redirect_uri') ?? '')
  back.searchParams.set('state', url.searchParams.get('state') ?? '')
  const login = url.searchParams.get('login') ?? 'octocat'
  if (login === 'denies') {
    back.searchParams.set('error', 'access_denied')
    back.searchParams.set('error_description', 'The user has denied your application access.')
  } else {
    const code = login === 'expired' ? 'gone' : randomBytes(10).toString('hex')
    codes.set(code, {
      login,
      challenge: url.searchParams.get('code_challenge') ?? '',
      redirectUri: url.searchParams.get('redirect_uri') ?? '',
    })
    if (login === 'expired') codes.delete(code)
    back.searchParams.set('code', code)
  }
  response.writeHead(302, { location: back.href }).end()
}

async function issueToken(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const form = new URLSearchParams(await text(request))
  if (form.get('client_id') !== GITHUB_CLIENT.id || form.get('client_secret') !== GITHUB_CLIENT.secret) {
    return refuse(response, 'incorrect_client_credentials', 'The client_id and/or client_secret passed are incorrect.')
  }
  const code = codes.get(form.get('code') ?? '')
  codes.delete(form.get('code') ?? '')
  const challenge = createHash('sha256')
    .update(form.get('code_verifier') ?? '')
    .digest('base64url')
  if (!code || code.challenge !== challenge) {
    return refuse(response, 'bad_verification_code', 'The code passed is incorrect or expired.')
  }
  if (form.get('redirect_uri') !== code.redirectUri || code.redirectUri !== redirectUri('github')) {
    return refuse(response, 'redirect_uri_mismatch', 'The redirect_uri MUST match the registered callback URL.')
  }
  const token = `gho_${randomBytes(18).toString('hex')}`
  tokens.set(token, code.login)
  // Without this header GitHub answers as a form, which is no JSON.
  if (!/application\/json/.test(request.headers.accept ?? '')) {
    response.writeHead(200, { 'content-type': 'application/x-www-form-urlencoded' })
    response.end(`access_token=${token}&scope=read%3Auser%2Cuser%3Aemail&token_type=bearer`)
    return
  }
  json(response, 200, { access_token: token, scope: 'read:user,user:email', token_type: 'bearer' })
}

function profile(login: string) {
  return {
    login,
    id: idOf(login),
    node_id: 'MDQ6VXNlcjU4MzIzMQ==',
    avatar_url: `https://avatars.githubusercontent.com/u/${idOf(login)}?v=4`,
    html_url: `https://github.com/${login}`,
    type: 'User',
    name: login === 'octocat' ? 'The Octocat' : null,
    // Whatever stands in the public profile: no sign-in may go by it.
    email: 'victim@people.example',
  }
}

function emails(login: string) {
  const verified = !login.startsWith('unverified')
  return [
    { email: 'old@people.example', primary: false, verified: true, visibility: null },
    { email: `${login}@people.example`, primary: true, verified, visibility: 'public' },
    { email: `${idOf(login)}+${login}@users.noreply.github.com`, primary: false, verified: true, visibility: null },
  ]
}

function api(url: URL, request: IncomingMessage, response: ServerResponse): void {
  if (!request.headers['user-agent']) {
    response.writeHead(403, { 'content-type': 'text/html' }).end('Request forbidden by administrative rules.')
    return
  }
  const login = tokens.get(/^bearer (.*)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '')
  if (!login) json(response, 401, { message: 'Bad credentials', status: '401' })
  else if (url.pathname === '/user') json(response, 200, profile(login))
  else if (login.startsWith('noscope')) json(response, 404, { message: 'Not Found', status: '404' })
  else json(response, 200, emails(login))
}

/** GitHub's sign-in of OAuth apps and the two calls that follow it, as GitHub answers them. `login` says who signs in. */
export async function startGitHub(): Promise<Listening> {
  return listen(
    createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1')
      if (url.pathname === '/login/oauth/authorize') return authorize(url, response)
      if (url.pathname === '/login/oauth/access_token') return void issueToken(request, response)
      if (url.pathname === '/user' || url.pathname === '/user/emails') return api(url, request, response)
      json(response, 404, { message: 'Not Found' })
    }),
  )
}

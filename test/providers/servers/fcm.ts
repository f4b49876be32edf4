import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { jwtVerify } from 'jose'
import { type Listening, listen } from './listen.ts'

/** A look-alike of Firebase Cloud Messaging's HTTP v1 and of Google's token endpoint, and the key of its service accounts. */
export interface FcmServer extends Listening {
  /** PKCS #8, PEM. */
  readonly privateKey: string
}

interface Sent {
  readonly message: Record<string, unknown> & { token?: string }
}

type Answers = (response: ServerResponse, sent: readonly Sent[]) => void

const json = (status: number, body: unknown, headers: Record<string, string> = {}): Answers => {
  return (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}

const page = (status: number): Answers => {
  return (response) =>
    response.writeHead(status, { 'content-type': 'text/html' }).end(`<html><title>Error ${status}</title></html>`)
}

/** Google's own address, which assertions name wherever they are posted. */
const AUDIENCE = 'https://oauth2.googleapis.com/token'
const FCM_ERROR = 'type.googleapis.com/google.firebase.fcm.v1.FcmError'

const refusal = (code: number, status: string, errorCode: string | null, more: Refusal = {}): Answers =>
  json(
    code,
    {
      error: {
        code,
        message: more.message ?? 'Something else than what is documented.',
        status,
        details: [...(errorCode === null ? [] : [{ '@type': FCM_ERROR, errorCode }]), ...(more.details ?? [])],
      },
    },
    more.headers,
  )

interface Refusal {
  readonly message?: string
  readonly details?: readonly unknown[]
  readonly headers?: Record<string, string>
}

const quota = (subject: string) => ({
  '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
  violations: [{ subject, description: 'Send requests per minute' }],
})
const badField = (field: string) => ({
  '@type': 'type.googleapis.com/google.rpc.BadRequest',
  fieldViolations: [{ field, description: 'Invalid value' }],
})

const taken = (project: string) => json(200, { name: `projects/${project}/messages/0:${randomUUID()}` })

/** How the provider behaves to a device, by what stands before the colon of its token; anything else is taken. */
const BEHAVIOURS: Readonly<Record<string, Answers>> = {
  unregistered: refusal(404, 'NOT_FOUND', 'UNREGISTERED', { message: 'Requested entity was not found.' }),
  mismatch: refusal(403, 'PERMISSION_DENIED', 'SENDER_ID_MISMATCH'),
  quota: refusal(429, 'RESOURCE_EXHAUSTED', 'QUOTA_EXCEEDED', {
    headers: { 'retry-after': '137' },
    details: [quota('project:myproject-b5ae1')],
  }),
  'quota-silent': refusal(429, 'RESOURCE_EXHAUSTED', 'QUOTA_EXCEEDED'),
  'quota-device': refusal(429, 'RESOURCE_EXHAUSTED', 'QUOTA_EXCEEDED', { details: [quota('device:rate')] }),
  'quota-front': refusal(429, 'RESOURCE_EXHAUSTED', null, {
    details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'RATE_LIMIT_EXCEEDED' }],
  }),
  unavailable: refusal(503, 'UNAVAILABLE', 'UNAVAILABLE', { headers: { 'retry-after': '42' } }),
  internal: refusal(500, 'INTERNAL', 'INTERNAL'),
  'third-party': refusal(401, 'UNAUTHENTICATED', 'THIRD_PARTY_AUTH_ERROR'),
  'bad-token': refusal(400, 'INVALID_ARGUMENT', 'INVALID_ARGUMENT', {
    message: 'The registration token is not a valid FCM registration token',
  }),
  'bad-token-field': refusal(400, 'INVALID_ARGUMENT', null, { details: [badField('message.token')] }),
  'bad-message': refusal(400, 'INVALID_ARGUMENT', 'INVALID_ARGUMENT', {
    message: 'The registration token is fine, but not the data',
    details: [badField('message.data[0].value')],
  }),
  'bad-argument': refusal(400, 'INVALID_ARGUMENT', 'INVALID_ARGUMENT'),
  'api-off': refusal(403, 'PERMISSION_DENIED', null),
  'no-project': refusal(404, 'NOT_FOUND', null),
  unspecified: refusal(400, 'INVALID_ARGUMENT', 'UNSPECIFIED_ERROR'),
  'unspecified-once': (response, sent) =>
    (sent.length === 1 ? refusal(500, 'INTERNAL', 'UNSPECIFIED_ERROR') : taken('x'))(response, sent),
  'unheard-of': refusal(418, 'UNKNOWN', 'SOMETHING_NEW'),
  'odd-details': json(503, { error: { code: 503, message: 7, status: null, details: 'none' } }),
  'html-502': page(502),
  'html-404': page(404),
  'html-200': page(200),
  moved: (response) => response.writeHead(302, { location: 'https://elsewhere.example/' }).end(),
  silent: () => undefined,
  reset: (response) => response.destroy(),
  'half-answer': (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' }).write('{"name":"proj')
    setTimeout(() => response.destroy(), 20)
  },
  'half-refusal': (response) => {
    response.writeHead(503, { 'content-type': 'application/json', 'content-length': '500' }).write('{"error":')
    setTimeout(() => response.destroy(), 20)
  },
}

/** How the token endpoint behaves, by the local part of the account's address. */
const TOKEN_BEHAVIOURS: Readonly<Record<string, Answers>> = {
  revoked: json(400, { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' }),
  forbidden: json(401, { error: 'unauthorized_client' }),
  busy: json(429, { error: 'rate_limited' }, { 'retry-after': '9' }),
  broken: page(503),
  page: page(200),
  odd: json(200, { access_token: 'line\nbreak', expires_in: 'soon' }),
  moved: (response) => response.writeHead(307, { location: 'https://elsewhere.example/' }).end(),
  silent: () => undefined,
  reset: (response) => response.destroy(),
}

export async function startFcm(): Promise<FcmServer> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const sent = new Map<string, Sent[]>()
  const assertions = new Map<string, object[]>()
  /** Access tokens that are good, with the account they were given to. */
  const good = new Map<string, string>()

  async function giveToken(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await text(request))
    const { payload, protectedHeader } = await jwtVerify(form.get('assertion') ?? '', publicKey, {
      audience: AUDIENCE,
      algorithms: ['RS256'],
    })
    const account = String(payload.iss)
    assertions.set(account, [
      ...(assertions.get(account) ?? []),
      { header: protectedHeader, claims: payload, grant: form.get('grant_type') },
    ])
    const name = account.split('@')[0] ?? ''
    const misbehave = TOKEN_BEHAVIOURS[name.replace(/-[0-9a-f]{8}$/, '')]
    if (misbehave) return misbehave(response, [])
    const value = `ya29.${randomUUID()}`
    good.set(value, account)
    // So that callers who come together do not come one after the other.
    setTimeout(() => json(200, { access_token: value, expires_in: 3599, token_type: 'Bearer' })(response, []), 30)
  }

  async function takeMessage(project: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request)
    const bearer = (request.headers.authorization ?? '').replace(/^Bearer /, '')
    if (!good.has(bearer)) return refusal(401, 'UNAUTHENTICATED', null)(response, [])
    const { message } = JSON.parse(body) as { message: Sent['message'] }
    const all = [...(sent.get(project) ?? []), { message }]
    sent.set(project, all)
    const token = String(message.token)
    const toThis = all.filter((each) => each.message.token === token)
    const answers = BEHAVIOURS[token.split(':')[0] ?? ''] ?? taken(project)
    answers(response, toThis)
  }

  const server = createServer(async (request, response) => {
    const [, first = '', second = '', third = ''] = (request.url ?? '').split('/').map(decodeURIComponent)
    try {
      if (first === 'token') return await giveToken(request, response)
      if (first === 'v1' && second === 'projects') return await takeMessage(third, request, response)
      if (first === 'sent') return json(200, sent.get(second) ?? [])(response, [])
      if (first === 'assertions') return json(200, assertions.get(second) ?? [])(response, [])
      if (first === 'revoke') {
        for (const [token, account] of good) if (account === second) good.delete(token)
        return json(200, {})(response, [])
      }
      page(404)(response, [])
    } catch (error) {
      json(400, { error: 'invalid_grant', error_description: String(error) })(response, [])
    }
  })
  return { ...(await listen(server)), privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
}

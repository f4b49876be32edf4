import { env, exports } from 'cloudflare:workers'
import { createAuthRepository } from '../../src/adapters/db/repositories/auth-repository.ts'
import { configOf } from '../../src/core/config.ts'
import { openDirectoryDatabase, type SqlStatement } from '../../src/core/database.ts'
import { ids } from '../../src/core/ids.ts'
import { createJwtService } from '../../src/core/security/jwt.ts'
import { ROLES, type Role } from '../../src/domain/auth/role.ts'
import { Session } from '../../src/domain/auth/session.ts'
import { User } from '../../src/domain/auth/user.ts'
import { type Answer, type Company, call } from './wire.ts'

/** Somebody of a company, signed in. */
export interface Person {
  readonly userId: string
  readonly token: string
  /** The family of the sign-in. */
  readonly sessionId: string
  get(path: string): Promise<Answer>
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>
  put(path: string, body: unknown): Promise<Answer>
  delete(path: string): Promise<Answer>
}

/** Made in the directory, without the mails of an invitation. */
export async function aPerson(company: Company, role: Role, isActive = true): Promise<Person> {
  const id = ids.make('usr')
  const made = { id, tenantId: company.tenantId, email: `${id}@couriers.example`, role, passwordHash: null, now: 0 }
  const db = openDirectoryDatabase(env.DIRECTORY_DB)
  const auth = createAuthRepository(db)
  const [sessionId, now] = [ids.make('ses'), Date.now()]
  const session = Session.create({ id: sessionId, userId: id, tenantId: company.tenantId, tokenHash: sessionId, now })
  await db.commit([auth.insertUser({ ...User.create(made), isActive }), auth.insertSession(session)] as SqlStatement[])
  const { JWT_PRIVATE_JWKS: jwks, PUBLIC_URL: issuer } = configOf(env)
  const claims = { userId: id, tenantId: company.tenantId, role, sessionId }
  const { token } = await createJwtService({ jwks, issuer, roles: ROLES }).sign(claims, Date.now())
  return {
    userId: id,
    token,
    sessionId,
    get: (path) => call('GET', `/api/v1${path}`, { token }),
    post: (path, body, headers) => call('POST', `/api/v1${path}`, { body, token, ...(headers && { headers }) }),
    put: (path, body) => call('PUT', `/api/v1${path}`, { body, token }),
    delete: (path) => call('DELETE', `/api/v1${path}`, { token }),
  }
}

/** A picture as a browser gets it, without a token. */
export async function fetchPicture(url: string): Promise<{ status: number; headers: Headers; bytes: Uint8Array }> {
  const response = await exports.default.fetch(new Request(url))
  return { status: response.status, headers: response.headers, bytes: new Uint8Array(await response.arrayBuffer()) }
}

/** A request whose body is no JSON: a form, or bytes as they are. */
export async function send(
  method: string,
  path: string,
  sent: { readonly token: string; readonly body: BodyInit; readonly headers?: Readonly<Record<string, string>> },
): Promise<Answer> {
  const { token, body, headers } = sent
  const response = await exports.default.fetch(
    new Request(`https://aircourier.test${path}`, {
      method,
      body,
      headers: { authorization: `Bearer ${token}`, ...headers },
    }),
  )
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('content-type') ?? '')
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : null }
}

import { createRoute } from '@hono/zod-openapi'
import { getMe } from '../../use-cases/auth/get-me.ts'
import { login } from '../../use-cases/auth/login.ts'
import { logout } from '../../use-cases/auth/logout.ts'
import { refreshToken } from '../../use-cases/auth/refresh-token.ts'
import { register } from '../../use-cases/auth/register.ts'
import { body, createRoutes, json, pick, scopeOf } from '../http.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { limitSignIn } from './limit-sign-in.ts'
import { noStore } from './no-store.ts'
import { presentSignedIn, presentTokens, presentUser } from './presenters.ts'
import {
  JwksSchema,
  LoginSchema,
  MessageSchema,
  RefreshTokenSchema,
  RegisterSchema,
  SignedInSchema,
  TokenPairSchema,
  UserSchema,
} from './schemas.ts'

const PUBLIC = { kind: 'public' } as const
const tags = ['Auth']

/** `/api/{version}/auth`: signing in and out. */
export const authRoutes = createRoutes()

authRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/register',
    tags,
    summary: 'Make a company and its owner',
    middleware: [noStore],
    request: body(RegisterSchema),
    responses: {
      201: json(SignedInSchema, 'The owner, signed in; a mail verifies the address'),
      ...pick(400, 409, 422, 429),
    },
  }),
  async (c) => {
    const { email, password, name, tenant_name: tenantName } = c.req.valid('json')
    const scope = scopeOf(c)
    await limitSignIn(scope, 'register', email)
    const signedIn = await register(scope.directory(PUBLIC), { email, password, name, tenantName })
    return c.json(presentSignedIn(signedIn), 201)
  },
)

authRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/login',
    tags,
    summary: 'Sign in',
    middleware: [noStore],
    request: body(LoginSchema),
    responses: { 200: json(SignedInSchema, 'A token pair and the user'), ...pick(400, 401, 403, 422, 429) },
  }),
  async (c) => {
    const input = c.req.valid('json')
    const scope = scopeOf(c)
    await limitSignIn(scope, 'login', input.email)
    return c.json(presentSignedIn(await login(scope.directory(PUBLIC), input)), 200)
  },
)

authRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/refresh',
    tags,
    summary: 'Exchange a refresh token for a new pair',
    description: 'A token that is used again after the one that followed it ends the whole sign-in.',
    middleware: [noStore],
    request: body(RefreshTokenSchema),
    responses: { 200: json(TokenPairSchema, 'A new pair'), ...pick(400, 401, 403, 422, 503) },
  }),
  async (c) => {
    const { refresh_token } = c.req.valid('json')
    const tokens = await refreshToken(scopeOf(c).directory(PUBLIC), { refreshToken: refresh_token })
    return c.json(presentTokens(tokens), 200)
  },
)

authRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/logout',
    tags,
    summary: 'End the sign-in of a refresh token and cut its sockets',
    request: body(RefreshTokenSchema),
    responses: { 200: json(MessageSchema, 'Signed out, also when the token was unknown'), ...pick(400, 422) },
  }),
  async (c) => {
    const { refresh_token } = c.req.valid('json')
    await logout(scopeOf(c).directory(PUBLIC), { refreshToken: refresh_token })
    return c.json({ message: 'You are signed out.' }, 200)
  },
)

authRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/me',
    tags,
    summary: 'The user who asks',
    security: [{ bearer: [] }],
    middleware: [authenticated] as const,
    responses: { 200: json(UserSchema, 'The user'), ...pick(401, 403, 429) },
  }),
  async (c) => {
    const { tenant, actor } = c.get('principal')
    return c.json(presentUser(await getMe(scopeOf(c).directory(actor), tenant.id)), 200)
  },
)

/** `/.well-known`: the public keys that access tokens verify with (RFC 7517). */
export const wellKnownRoutes = createRoutes()

wellKnownRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/jwks.json',
    tags,
    summary: 'Public keys of the access tokens, several while they rotate',
    responses: { 200: json(JwksSchema, 'A JWK set') },
  }),
  async (c) => {
    const { keys } = await scopeOf(c).jwt.publicKeys()
    c.header('cache-control', 'public, max-age=300')
    return c.json({ keys: [...keys] }, 200)
  },
)

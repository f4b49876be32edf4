import type { OpenAPIHono } from '@hono/zod-openapi'
import { Hono } from 'hono'
import { API_VERSIONS, type ApiVersion, versionOf } from '../core/versioning.ts'
import { renderApiReference } from '../pages/api-reference-page.tsx'
import { REFERENCE_INTRODUCTION, REFERENCE_TAGS } from './reference-words.ts'
import type { AppEnv } from './scope.ts'

/** One version's operations, and those outside the versions: nobody reads the same route twice. */
function inVersion(document: object, version: ApiVersion): object {
  const paths: Readonly<Record<string, unknown>> = 'paths' in document ? Object(document.paths) : {}
  const own = Object.entries(paths).filter(([path]) => (versionOf(path) ?? version) === version)
  return { ...document, paths: Object.fromEntries(own) }
}

/** `/openapi.json`, made from the schemas that validate, and `/docs`, the same for reading, one version at a time (`?version=v2`). */
export function referenceRoutes(app: OpenAPIHono<AppEnv>) {
  const routes = new Hono<AppEnv>()
  let made: object | null = null
  const documentOf = (publicUrl: string) => {
    made ??= app.getOpenAPI31Document({
      openapi: '3.1.0',
      info: {
        title: 'Aircourier',
        version: '1',
        description: REFERENCE_INTRODUCTION,
      },
      tags: [...REFERENCE_TAGS],
      servers: [{ url: publicUrl }],
    })
    return made
  }

  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    description: 'An access token from POST /api/v1/auth/login, or an API key.',
  })

  routes.get('/openapi.json', (c) => {
    c.header('cache-control', 'public, max-age=300')
    return c.json(documentOf(c.get('scope').publicUrl))
  })

  routes.get('/docs', (c) => {
    const version = API_VERSIONS.find((each) => each === c.req.query('version')) ?? 'v1'
    const nonce = crypto.randomUUID()
    const { publicUrl } = c.get('scope')
    c.header('cache-control', 'private, max-age=300')
    c.header(
      'content-security-policy',
      `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; img-src data:; base-uri 'none'; frame-ancestors 'none'`,
    )
    return c.html(
      renderApiReference({ nonce, document: inVersion(documentOf(publicUrl), version), baseUrl: publicUrl }),
    )
  })
  return routes
}

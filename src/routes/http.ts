import { OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { AppError, type FieldProblem } from '../core/errors.ts'
import type { AppEnv } from './scope.ts'

/** Where in the body, the query, the path or the headers: `/recipient/phone`, `query:limit`. */
function pointerOf(target: string, path: readonly PropertyKey[]): string {
  const pointer = path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
  return target === 'json' || target === 'form' ? pointer || '/' : `${target}:${path.map(String).join('.')}`
}

/** One problem per field; an unknown field is named by itself rather than by the object that holds it. */
export function fieldProblems(target: string, issues: readonly z.core.$ZodIssue[]): readonly FieldProblem[] {
  return issues.flatMap((issue): FieldProblem[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        pointer: pointerOf(target, [...issue.path, key]),
        message: 'This field is not known here. Leave it out or check its spelling.',
      }))
    }
    return [{ pointer: pointerOf(target, issue.path), message: issue.message }]
  })
}

/** A small app for one resource. What its schemas refuse leaves as 422 with a pointer per field. */
export function createRoutes(): OpenAPIHono<AppEnv> {
  return new OpenAPIHono<AppEnv>({
    strict: true,
    defaultHook: (result) => {
      if (result.success) return
      throw new AppError('unprocessable', 'Some fields are not right; see errors.', {
        errors: fieldProblems(result.target, result.error.issues),
      })
    },
  })
}

/** The problem document as callers see it; every route's failures have this form. */
export const ProblemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.string(),
    request_id: z.string(),
    errors: z.array(z.object({ pointer: z.string(), message: z.string() })).optional(),
    allowed: z.array(z.string()).optional(),
  })
  .openapi('Problem')

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: ProblemSchema } },
})

/** The failures that a documented route may answer with. */
export const failures = {
  400: problem('The request cannot be read'),
  401: problem('No good access token or API key'),
  403: problem('The role or key does not hold the permission'),
  404: problem('Absent, or another tenant’s'),
  409: problem('Conflict, or a step that the state does not allow'),
  412: problem('Changed meanwhile: If-Match does not hold'),
  413: problem('The body is too large'),
  415: problem('The body is not JSON'),
  422: problem('Some fields are not right'),
  429: problem('Too many requests; see Retry-After'),
  503: problem('Try again; see Retry-After'),
} as const

type FailureStatus = keyof typeof failures

/** `pick(401, 404)`: the named failures for a route's `responses`. */
export function pick<S extends FailureStatus>(...statuses: readonly S[]): Pick<typeof failures, S> {
  return Object.fromEntries(statuses.map((status) => [status, failures[status]])) as Pick<typeof failures, S>
}

export const json = <T extends z.ZodType>(schema: T, description: string) => ({
  description,
  content: { 'application/json': { schema } },
})

export const body = <T extends z.ZodType>(schema: T) => ({
  body: { required: true, content: { 'application/json': { schema } } },
})

/**
 * An answer whose form the version decides at run time. zod-openapi wants its type at compile time, route by route; the
 * presenters are typed against the same schemas, so nothing is lost by leaving it out here.
 */
export function answer(c: Context<AppEnv>, status: ContentfulStatusCode, content: object): never {
  return c.json(content, status) as never
}

export const scopeOf = (c: Context<AppEnv>) => c.get('scope')

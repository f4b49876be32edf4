import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { createApp } from '../../src/app.ts'

const HOME = 'https://aircourier.test'
const app = createApp()

/** Sends a request to one deployment: a path on its own host name, or a whole URL. */
export type Deployment = (path: string, init?: RequestInit) => Promise<Response>

/** A deployment with these variables: the whole app over the real bindings. One object each, since a config is kept by it. */
export function aDeployment(variables: Readonly<Record<string, string>> = {}, bindings: Partial<Env> = {}): Deployment {
  const deployed: Env = { ...env, ...bindings, ...variables }
  return async (path, init = {}) => {
    const execution = createExecutionContext()
    const url = path.startsWith('http') ? path : `${HOME}${path}`
    const response = await app.fetch(new Request(url, { redirect: 'manual', ...init }), deployed, execution)
    await waitOnExecutionContext(execution)
    return response
  }
}

/** A POST of JSON. */
export const post = (body: unknown, headers: Readonly<Record<string, string>> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
})

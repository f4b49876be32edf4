import type { Deployment } from '../harness/deployment.ts'
import { HOME } from './servers/accounts.ts'

/** A browser: it keeps cookies by host and follows redirects, until one leads out of the providers. */
export class Browser {
  readonly #deployment: Deployment
  readonly #cookies = new Map<string, Map<string, string>>()

  constructor(deployment: Deployment) {
    this.#deployment = deployment
  }

  /** One request, without following. */
  async open(url: string): Promise<Response> {
    const at = new URL(url, HOME)
    const jar = this.#cookies.get(at.host) ?? new Map<string, string>()
    this.#cookies.set(at.host, jar)
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = cookie === '' ? {} : { cookie }
    const response =
      at.origin === HOME
        ? await this.#deployment(at.href, { headers })
        : await fetch(at, { headers, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/max-age=0|expires=thu, 01 jan 1970/i.test(line)) jar.delete(name)
      else jar.set(name, value)
    }
    return response
  }

  /** Goes on from a provider's page until it sends the browser back here, and answers that URL unopened. */
  async untilCallback(url: string): Promise<string> {
    let next = new URL(url)
    for (let steps = 0; steps < 10; steps++) {
      if (next.origin === HOME) return next.href
      const response = await this.open(next.href)
      const location = response.headers.get('location')
      if (location === null) throw new Error(`${next.pathname} answered ${response.status} ${await response.text()}`)
      next = new URL(location, next)
    }
    throw new Error('redirected in vain')
  }
}

/** Where a response sends the browser. */
export function locationOf(response: Response): URL {
  return new URL(response.headers.get('location') ?? 'about:blank')
}

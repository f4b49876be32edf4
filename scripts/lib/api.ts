import type { z } from 'zod'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

export interface Sent {
  /** Sent as JSON. */
  readonly body?: unknown
  /** Sent as it is, instead of `body`. */
  readonly raw?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** An answer that was not the one that was asked for. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly answer: Answer

  constructor(what: string, answer: Answer) {
    super(`${what} answered ${answer.status}: ${answer.text.slice(0, 500)}`)
    this.answer = answer
  }
}

/** The API from outside, as whoever holds `token`; without one, as the public. */
export interface Api {
  /** Any status is an answer. A path is below `/api/v1` unless it starts with `~/`, which is the root. */
  send(method: string, path: string, sent?: Sent): Promise<Answer>
  /** The body of a 2xx, in the schema's form. Throws `ApiError` for any other status. */
  read<T>(schema: z.ZodType<T>, method: string, path: string, sent?: Sent): Promise<T>
  as(token: string): Api
}

export function createApi(baseUrl: string, token: string | null = null): Api {
  const send: Api['send'] = async (method, path, sent = {}) => {
    const url = path.startsWith('~/') ? `${baseUrl}${path.slice(1)}` : `${baseUrl}/api/v1${path}`
    const body = sent.raw ?? (sent.body === undefined ? null : JSON.stringify(sent.body))
    const response = await fetch(url, {
      method,
      headers: {
        ...(body !== null && { 'content-type': 'application/json' }),
        ...(token !== null && { authorization: `Bearer ${token}` }),
        ...sent.headers,
      },
      body,
      redirect: 'manual',
    })
    return { status: response.status, headers: response.headers, text: await response.text() }
  }
  return {
    send,
    async read(schema, method, path, sent) {
      const answer = await send(method, path, sent)
      if (answer.status < 200 || answer.status > 299) throw new ApiError(`${method} ${path}`, answer)
      return schema.parse(JSON.parse(answer.text))
    },
    as: (other) => createApi(baseUrl, other),
  }
}

import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { type Listening, listen } from './listen.ts'

type Claims = Record<string, unknown>

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** ID tokens that are no good, made of a good one. The signature stays as it was. */
const LIES: Readonly<Record<string, (header: Claims, claims: Claims, signature: string) => string>> = {
  subject: (header, claims, signature) =>
    `${part(header)}.${part({ ...claims, sub: 'verified.somebody-else' })}.${signature}`,
  unsigned: (header, claims) => `${part({ ...header, alg: 'none' })}.${part(claims)}.`,
  truthful: (header, claims, signature) => `${part(header)}.${part(claims)}.${signature}`,
}

/** Stands between this service and a provider's token endpoint: `/token/<lie>`. */
export async function startLiar(tokenEndpoint: () => string): Promise<Listening> {
  return listen(
    createServer(async (request, response) => {
      const lie = LIES[(request.url ?? '').split('/')[2] ?? '']
      const answered = await fetch(tokenEndpoint(), {
        method: 'POST',
        headers: {
          'content-type': request.headers['content-type'] ?? '',
          authorization: request.headers.authorization ?? '',
        },
        body: await text(request),
      })
      const body = (await answered.json()) as { id_token?: string }
      const [header = '', claims = '', signature = ''] = (body.id_token ?? '').split('.')
      const read = (encoded: string): Claims => JSON.parse(Buffer.from(encoded, 'base64url').toString())
      const altered = lie && body.id_token ? { ...body, id_token: lie(read(header), read(claims), signature) } : body
      response.writeHead(answered.status, { 'content-type': 'application/json' }).end(JSON.stringify(altered))
    }),
  )
}

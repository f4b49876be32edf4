import type { AddressInfo } from 'node:net'
import { createServer, type Server, type Socket } from 'node:net'
import { createSecureContext, createServer as createTlsServer, TLSSocket } from 'node:tls'
import type { Certificate } from 'mkcert'
import { certificateOf, privateAuthority, strangeAuthority } from './private-ca.ts'

/** What a scripted server does, in order: the first word on connecting, the others each after a line (or a whole message) came in. */
export interface RudeScript {
  readonly tls: boolean
  /** Whose name its certificate bears, and whether anybody trusts who signed it. */
  readonly certificate?: 'localhost' | 'elsewhere.example' | 'untrusted'
  /** A reply; `TLS` after one makes it the handshake's prelude; `EARLY …` answers in the middle of a message and cuts; `BYE` hangs up, `CUT` cuts, `SILENCE` says nothing more. */
  readonly says: readonly string[]
}

/** A server that follows a script, whatever the client says. */
export interface RudeServer {
  readonly port: number
  /** What came in, line by line; of messages only that they came. */
  readonly heard: readonly string[]
  readonly server: Server
}

async function certificateFor(name: RudeScript['certificate']): Promise<Certificate> {
  if (name === 'untrusted') return certificateOf('localhost', await strangeAuthority())
  return certificateOf(name ?? 'localhost', await privateAuthority())
}

function converse(first: Socket, script: RudeScript, certificate: Certificate, heard: string[]): void {
  const left = [...script.says]
  let inMessage = false
  let buffered = ''
  let socket = first

  const say = () => {
    const next = left.shift()
    if (next === undefined || next === 'SILENCE') return
    if (next === 'CUT') return void socket.destroy()
    if (next === 'BYE') return void socket.end()
    inMessage = next.startsWith('354')
    socket.write(`${next.replace(/ TLS$/, '')}\r\n`)
    if (!next.endsWith(' TLS')) return
    socket.removeAllListeners('data')
    socket = new TLSSocket(socket, { isServer: true, secureContext: createSecureContext(certificate) })
    listen()
  }
  const listen = () => {
    socket.on('error', () => {})
    socket.on('data', (chunk: Buffer) => {
      const early = inMessage && left[0]?.startsWith('EARLY ') ? left.shift()?.slice('EARLY '.length) : undefined
      if (early !== undefined) return void socket.write(`${early}\r\n`, () => socket.destroy())
      buffered += chunk.toString('latin1')
      for (;;) {
        const end = inMessage ? '\r\n.\r\n' : '\r\n'
        const at = buffered.indexOf(end)
        if (at < 0) return
        heard.push(inMessage ? 'a message' : buffered.slice(0, at))
        buffered = buffered.slice(at + end.length)
        say()
      }
    })
  }
  listen()
  say()
}

export async function startRudeServer(script: RudeScript): Promise<RudeServer> {
  const heard: string[] = []
  const certificate = await certificateFor(script.certificate)
  const talk = (socket: Socket) => converse(socket, script, certificate, heard)
  const server = script.tls ? createTlsServer(certificate, talk) : createServer(talk)
  server.on('tlsClientError', () => {})
  await new Promise<void>((fulfil) => server.listen(0, '127.0.0.1', fulfil))
  return { port: (server.address() as AddressInfo).port, heard, server }
}

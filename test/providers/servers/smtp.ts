import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { buffer, json as readJson } from 'node:stream/consumers'
import { SMTPServer, type SMTPServerAuthentication, type SMTPServerOptions } from 'smtp-server'
import { SMTP_USER } from './accounts.ts'
import { type Listening, listen } from './listen.ts'
import { certificateOf, privateAuthority } from './private-ca.ts'
import { type RudeScript, type RudeServer, startRudeServer } from './rude-smtp.ts'

/** A message as it came in. */
export interface TakenMail {
  readonly server: string
  readonly from: string
  readonly to: readonly string[]
  readonly user: string | null
  readonly secure: boolean
  /** How the client named itself. */
  readonly clientName: string
  /** Base64. */
  readonly raw: string
}

/**
 * `rcpt.550.5-1-1.ana@…`: an address that says at which step it is refused, and with what. The texts name the address, as real
 * servers do.
 */
function refusalIn(step: string, address: string): Error | null {
  const [at, code, enhanced] = address.split('.')
  if (at !== step || code === undefined || enhanced === undefined) return null
  return Object.assign(new Error(`${enhanced.replaceAll('-', '.')} <${address}>: not today`), {
    responseCode: Number(code),
  })
}

/** In CRAM-MD5 the password itself never comes. */
function hasPassword(auth: SMTPServerAuthentication): boolean {
  return auth.method === 'CRAM-MD5' ? auth.validatePassword(SMTP_USER.password) : auth.password === SMTP_USER.password
}

function optionsOf(server: string, taken: TakenMail[], more: SMTPServerOptions): SMTPServerOptions {
  const sockets = new Map<string, Socket>()
  return {
    onSecure(socket, session, done) {
      sockets.set(session.id, socket)
      done(null)
    },
    name: 'mail.tenant.example',
    banner: 'ready',
    size: 1_000_000,
    authMethods: ['PLAIN', 'LOGIN'],
    onAuth(auth, _session, done) {
      const refusal = refusalIn('auth', auth.username ?? '')
      if (refusal) return done(refusal)
      const right = auth.username === SMTP_USER.name && hasPassword(auth)
      done(
        right ? null : Object.assign(new Error('5.7.8 Error: authentication failed'), { responseCode: 535 }),
        right ? { user: auth.username } : undefined,
      )
    },
    onMailFrom: ({ address }, _session, done) => done(refusalIn('mail', address)),
    onRcptTo: ({ address }, _session, done) => done(refusalIn('rcpt', address)),
    async onData(stream, session, done) {
      const raw = await buffer(stream)
      const to = session.envelope.rcptTo.map(({ address }) => address)
      const refusal = refusalIn('data', to[0] ?? '')
      if (refusal) return done(refusal)
      const { mailFrom } = session.envelope
      taken.push({
        server,
        from: mailFrom ? mailFrom.address : '',
        to,
        user: typeof session.user === 'string' ? session.user : null,
        secure: session.secure,
        clientName: session.hostNameAppearsAs,
        raw: raw.toString('base64'),
      })
      // Taken, and the client never hears of it.
      if (to[0]?.startsWith('once-cut.') && taken.filter((mail) => mail.to[0] === to[0]).length === 1) {
        return void sockets.get(session.id)?.destroy()
      }
      done(null)
    },
    ...more,
  }
}

async function open(server: SMTPServer): Promise<number> {
  server.on('error', () => {})
  await new Promise<void>((fulfil) => server.listen(0, '127.0.0.1', fulfil))
  return (server.server.address() as AddressInfo).port
}

/** Real SMTP servers in all the ways a submission server is reached. `GET /ports`; `GET /mails?to=…`; `POST /rude` starts a scripted one. */
export async function startSmtp(): Promise<Listening> {
  const tls = await certificateOf('localhost', await privateAuthority())
  const taken: TakenMail[] = []
  const servers: Readonly<Record<string, SMTPServer>> = Object.fromEntries(
    Object.entries({
      implicit: { ...tls, secure: true },
      starttls: { ...tls },
      patient: { ...tls, secure: true, hidePIPELINING: true },
      login: { ...tls, secure: true, authMethods: ['LOGIN'] },
      cram: { ...tls, secure: true, authMethods: ['CRAM-MD5'] },
      open: { disabledCommands: ['AUTH', 'STARTTLS'] },
    } satisfies Record<string, SMTPServerOptions>).map(([name, more]) => [
      name,
      new SMTPServer(optionsOf(name, taken, more)),
    ]),
  )
  const ports = Object.fromEntries(
    await Promise.all(Object.entries(servers).map(async ([name, server]) => [name, await open(server)] as const)),
  )
  const rude = new Map<number, RudeServer>()
  const control = await listen(
    createServer(async (request, response) => {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1')
      const answer = (body: unknown) =>
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
      if (url.pathname === '/ports') return answer(ports)
      if (url.pathname === '/heard') return answer(rude.get(Number(url.searchParams.get('port')))?.heard)
      if (url.pathname === '/rude') {
        const made = await startRudeServer((await readJson(request)) as RudeScript)
        rude.set(made.port, made)
        return answer({ port: made.port })
      }
      const to = url.searchParams.get('to') ?? ''
      answer(taken.filter((mail) => mail.to.includes(to)))
    }),
  )
  return {
    url: control.url,
    async close() {
      await control.close()
      for (const { server } of rude.values()) server.close()
      await Promise.all(Object.values(servers).map((server) => new Promise<void>((fulfil) => server.close(fulfil))))
    },
  }
}

import { execSync } from 'node:child_process'
import { WebSocket } from 'ws'

/** Sockets that are being opened at a time. */
const OPENING = 64

/** Left to everything else that workerd has open. */
const OTHERWISE = 600

/** How many sockets this shell allows: workerd has two descriptors for each. */
export function mostSockets(): number {
  const limit = execSync('ulimit -n', { shell: '/bin/sh', encoding: 'utf8' }).trim()
  return limit === 'unlimited' ? Number.POSITIVE_INFINITY : Math.floor((Number(limit) - OTHERWISE) / 2)
}

/** A crowd of sockets on 127.0.0.1 that notes when the last of them has heard. */
export class Crowd {
  readonly #sockets: WebSocket[] = []
  #left = 0
  #heard: () => void = () => undefined

  /** Opens a socket at each address; all have been greeted when this is done. */
  async open(addresses: readonly string[]): Promise<void> {
    const waiting = [...addresses]
    const opener = async () => {
      for (let address = waiting.pop(); address !== undefined; address = waiting.pop()) {
        this.#sockets.push(await opened(address))
      }
    }
    await Promise.all(Array.from({ length: OPENING }, opener))
    for (const socket of this.#sockets) {
      socket.on('message', () => {
        this.#left -= 1
        if (this.#left === 0) this.#heard()
      })
    }
  }

  /** How long it took from `send` to the last socket's message, in ms. Throws when it takes a minute. */
  async timed(send: () => Promise<unknown>): Promise<{ readonly last: number; readonly answered: number }> {
    this.#left = this.#sockets.length
    const started = performance.now()
    const last = new Promise<number>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${this.#left} sockets heard nothing in a minute`)), 60_000)
      this.#heard = () => {
        clearTimeout(timer)
        resolve(performance.now() - started)
      }
    })
    const answered = send().then(() => performance.now() - started)
    return { last: await last, answered: await answered }
  }

  async leave(): Promise<void> {
    const leaving = this.#sockets.splice(0)
    await Promise.all(
      leaving.map(
        (socket) =>
          new Promise<void>((resolve) => {
            socket.once('close', () => resolve())
            socket.close(1000)
          }),
      ),
    )
  }
}

function opened(address: string): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address, { perMessageDeflate: false, skipUTF8Validation: true })
    socket.once('message', () => resolve(socket))
    socket.once('error', reject)
    socket.once('close', (code) => reject(new Error(`closed with ${code}`)))
  })
}

import { Buffer } from 'node:buffer'
import { Duplex } from 'node:stream'

type Reader = ReadableStreamDefaultReader<Uint8Array>
type Writer = WritableStreamDefaultWriter<Uint8Array>

const END_OF_MESSAGE = Buffer.from('\r\n.\r\n')
/** nodemailer takes replies one a turn and forgets the rest at the end: a refusal and a hang-up right behind it would be no refusal. */
const HEARD_OUT_MS = 50
const QUIT = new TextEncoder().encode('QUIT\r\n')

/**
 * A Worker's TCP socket as the Node stream that nodemailer talks through. The other side's closing ends it, its failure
 * destroys it, and whoever destroys it closes the socket.
 */
export class SmtpSocket extends Duplex {
  /** Whether the line that ends a message has been handed out: from then on the server may have taken it. */
  messageEnded = false
  readonly #socket: Socket
  readonly #reader: Reader
  readonly #writer: Writer
  #tail = Buffer.alloc(0)

  /** @param greeting to be read before anything that comes over the wire */
  constructor(socket: Socket, greeting: string | null) {
    super()
    this.#socket = socket
    this.#reader = socket.readable.getReader()
    this.#writer = socket.writable.getWriter()
    // Both promises fail together with the socket, which reading and writing tell already.
    socket.closed.catch(() => {})
    if (greeting !== null) this.push(greeting)
  }

  override _read(): void {
    this.#reader.read().then(
      ({ done, value }) => {
        if (done) setTimeout(() => this.push(null), HEARD_OUT_MS)
        else this.push(value)
      },
      (error: Error) => setTimeout(() => this.destroy(error), HEARD_OUT_MS),
    )
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error) => void): void {
    this.#tail = Buffer.concat([this.#tail, chunk.subarray(-END_OF_MESSAGE.length)]).subarray(-END_OF_MESSAGE.length)
    if (this.#tail.equals(END_OF_MESSAGE)) this.messageEnded = true
    this.#writer.write(chunk).then(() => done(), done)
  }

  override _final(done: () => void): void {
    // nodemailer ends without a word.
    if (this.messageEnded) this.#writer.write(QUIT).catch(() => {})
    this.#writer.close().then(done, done)
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.close().catch(() => {})
    done(error)
  }

  /** What nodemailer asks of a socket beside a stream. The conversation has one deadline, kept by who started it. */
  setTimeout(): this {
    return this
  }
}

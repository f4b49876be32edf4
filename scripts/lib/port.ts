import { createServer } from 'node:net'
import { ServerError } from './server-error.ts'

const HOST = '127.0.0.1'

/** `PORT`, or 8787. Throws `ServerError` for what is no port. */
export function portOf(text: string | undefined): number {
  const port = Number(text || '8787')
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port
  throw new ServerError(`PORT is "${text}". It is a number from 1 to 65535, such as 8787.`)
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(port, HOST, () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : port))
    })
  })
}

/** A port that the operating system says is free. */
export const freePort = (): Promise<number> => listenOnce(0)

/** Throws `ServerError` that says what to do when the port cannot be had. */
export async function assertPortFree(port: number): Promise<void> {
  try {
    await listenOnce(port)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'EADDRINUSE') {
      throw new ServerError(
        `Port ${port} is in use by another program. End that one, or take another port: PORT=${port + 1} npm start`,
      )
    }
    if (code === 'EACCES')
      throw new ServerError(`Port ${port} is not yours to open. Take one above 1023: PORT=8787 npm start`)
    throw error
  }
}

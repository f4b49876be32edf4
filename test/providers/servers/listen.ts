import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Listening {
  readonly url: string
  close(): Promise<void>
}

/** On a free port of this machine. */
export async function listen(server: Server): Promise<Listening> {
  await new Promise<void>((fulfil) => server.listen(0, '127.0.0.1', fulfil))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((fulfil) => {
        server.closeAllConnections()
        server.close(() => fulfil())
      }),
  }
}

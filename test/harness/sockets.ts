import { exports } from 'cloudflare:workers'

const HOME = 'https://aircourier.test'

/** A socket of the Worker under test; `closed` gives the code it was closed with, `greeted` whether it was let in. */
export interface OpenSocket {
  readonly socket: WebSocket
  readonly closed: Promise<number>
  readonly greeted: Promise<boolean>
}

/** Opens a socket at a path, with a token or without. */
export async function openSocket(token: string | null, path = '/ws/notifications'): Promise<OpenSocket> {
  const headers = { upgrade: 'websocket', ...(token !== null && { authorization: `Bearer ${token}` }) }
  const { webSocket: socket } = await exports.default.fetch(new Request(HOME + path, { headers }))
  if (!socket) throw new Error('no socket was opened')
  const closed = new Promise<number>((resolve) => socket.addEventListener('close', ({ code }) => resolve(code)))
  const welcome = new Promise<boolean>((resolve) => socket.addEventListener('message', () => resolve(true)))
  socket.accept()
  return { socket, closed, greeted: Promise.race([welcome, closed.then(() => false)]) }
}

/**
 * Preloaded into wrangler: when whoever started it is gone, even by SIGKILL, its whole process group goes too. Without this a killed
 * `npm start` would leave a Worker behind that holds the port.
 */
import process from 'node:process'
import { isMainThread } from 'node:worker_threads'

if (isMainThread) {
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && process.kill(-process.pid, 'SIGKILL'), 500).unref()
}

import { existsSync, readFileSync } from 'node:fs'

const LINES = 15

/** Why a local server is not there, in plain words, with the end of its log. */
export class ServerError extends Error {
  override readonly name = 'ServerError'
  readonly logFile: string | null

  constructor(message: string, logFile: string | null = null) {
    super(message)
    this.logFile = logFile
  }

  /** For the terminal: what happened, the log's last lines and where the rest is. */
  report(): string {
    if (this.logFile === null || !existsSync(this.logFile)) return this.message
    const tail = readFileSync(this.logFile, 'utf8').trimEnd().split('\n').slice(-LINES)
    return [this.message, '', ...tail.map((line) => `  │ ${line}`), '', `The whole log: ${this.logFile}`].join('\n')
  }
}

export type LogLevel = 'info' | 'warn' | 'error'
/** Ids, counts, words of ours. Never personal data, a token, a URL's query or a bound SQL value. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | readonly string[]>>

/** One structured line per request, message and tick; the platform indexes its fields. */
export interface Log {
  info(event: string, fields?: LogFields): void
  warn(event: string, fields?: LogFields): void
  error(event: string, fields?: LogFields): void
}

/** A log whose every line carries `base`. */
export function createLog(base: LogFields, write: (level: LogLevel, line: object) => void = toConsole): Log {
  const line = (level: LogLevel) => (event: string, fields?: LogFields) =>
    write(level, { level, event, ...base, ...fields })
  return { info: line('info'), warn: line('warn'), error: line('error') }
}

function toConsole(level: LogLevel, line: object): void {
  console[level](JSON.stringify(line))
}

/** Whose messages are written by us and hold no value of anyone's. */
const OUR_ERRORS: readonly string[] = ['AppError', 'ConfigError', 'DatabaseError', 'RowGuardError']

/** What may be said of an unknown error: its kind and where it came from; the message only when it is ours. */
export function describeError(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: typeof error }
  const ours = OUR_ERRORS.includes(error.name)
  const cause = error.cause instanceof Error ? error.cause : null
  return {
    error: error.name,
    ...(ours ? { detail: error.message } : {}),
    ...(cause?.name === 'DatabaseError' ? { cause: cause.message } : {}),
    stack: (error.stack ?? '')
      .split('\n')
      .slice(1, 6)
      .map((frame) => frame.trim()),
  }
}

import { currentSeq, eventsAfter, oldestCursor } from './hub-log.ts'
import { errorFrame, resyncFrame, welcomeFrame } from './hub-messages.ts'
import type { SocketState } from './hub-socket.ts'

/** Whom a greeting is for. */
type Greeted = Pick<SocketState, 'identity' | 'topics'>

import { maySee } from './hub-visibility.ts'

/** Past either of these a fresh read is quicker for the client than a replay, and for everyone else on the hub. */
const REPLAY_MAX_EVENTS = 20_000
const REPLAY_MAX_CHARS = 4 * 1024 * 1024

/**
 * What a new socket is told, frame by frame: welcome, then every event after `since` that it may see, or `resync` when
 * those are not to be had: the cursor is older than the log, of a log that was lost, unreadable, or too far behind.
 * To be consumed without an await, so that no publish comes between it and the live events: no gap and no duplicate.
 */
export function* greeting(sql: SqlStorage, state: Greeted, since: string | null): Generator<string> {
  const seq = currentSeq(sql)
  yield welcomeFrame(seq)
  if (since === null) return
  const cursor = /^\d{1,15}$/.test(since) ? Number(since) : null
  if (cursor === null) yield errorFrame('invalid_since')
  if (cursor === null || cursor > seq || cursor < oldestCursor(sql) || seq - cursor > REPLAY_MAX_EVENTS) {
    yield resyncFrame()
    return
  }
  yield* replay(sql, state, cursor)
}

/** The runtime buffers what a socket is sent and does not say how much, hence a limit. */
function* replay(sql: SqlStorage, { identity, topics }: Greeted, cursor: number): Generator<string> {
  let room = REPLAY_MAX_CHARS
  for (const event of eventsAfter(sql, cursor)) {
    if (!maySee(identity, topics, event)) continue
    room -= event.frame.length
    if (room < 0) {
      yield resyncFrame()
      return
    }
    yield event.frame
  }
}

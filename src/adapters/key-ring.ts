import { sha256Hex } from '../core/security/signatures.ts'
import { ApiKey } from '../domain/auth/api-key.ts'
import type { ApiKeyRepository } from '../domain/auth/ports.ts'

const MINUTE_MS = 60_000
const SIZE = 2_000

interface Seen {
  readonly key: ApiKey | null
  readonly until: number
  touchedAt: number
}

const seen = new Map<string, Seen>()

/**
 * The live key behind a text, through the isolate's cache of one minute: so a key that is deleted stops within that minute
 * everywhere. That it was used is written at most once a minute and after the answer.
 * @param work.now ms UTC
 * @param work.defer runs what must not hold up the request
 */
export async function keyBehind(
  text: string,
  work: {
    readonly keys: Pick<ApiKeyRepository, 'findByHash' | 'touch'>
    readonly now: number
    readonly defer: (name: string, work: Promise<unknown>) => void
  },
): Promise<ApiKey | null> {
  const { keys, now } = work
  const hash = sha256Hex(text)
  let entry = seen.get(hash)
  if (!entry || entry.until <= now) {
    const key = await keys.findByHash(hash)
    if (seen.size >= SIZE) seen.clear()
    entry = { key, until: now + MINUTE_MS, touchedAt: Math.max(key?.lastUsedAt ?? 0, entry?.touchedAt ?? 0) }
    seen.set(hash, entry)
  }
  const { key } = entry
  if (!key || !ApiKey.isLive(key, now)) return null
  if (now - entry.touchedAt > MINUTE_MS) {
    entry.touchedAt = now
    work.defer('api_key_used', keys.touch(key, now))
  }
  return key
}

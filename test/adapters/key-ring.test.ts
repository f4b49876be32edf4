import { describe, it } from 'vitest'
import { keyBehind } from '../../src/adapters/key-ring.ts'
import { sha256Hex } from '../../src/core/security/signatures.ts'
import type { ApiKey } from '../../src/domain/auth/api-key.ts'

const NOW = Date.UTC(2026, 10, 23)
const MINUTE = 60_000

/** Keys as a table holds them, with a note of what was asked and written. */
function aTable(change: Partial<ApiKey> = {}) {
  const text = `ack_live_${crypto.randomUUID()}`
  const key: ApiKey = {
    id: 'key_1',
    tenantId: 'ten_1',
    name: 'Web shop',
    keyHash: sha256Hex(text),
    prefix: 'ack_live_abc',
    permissions: ['shipments:read'],
    createdBy: 'usr_1',
    createdAt: NOW,
    expiresAt: null,
    lastUsedAt: null,
    ...change,
  }
  const stored = new Map([[key.keyHash, key]])
  const asked: string[] = []
  const touched: number[] = []
  const deferred: string[] = []
  const at = (now: number, typed = text) =>
    keyBehind(typed, {
      keys: {
        findByHash: async (hash) => {
          asked.push(hash)
          return stored.get(hash) ?? null
        },
        touch: async (_key, when) => {
          touched.push(when)
        },
      },
      now,
      defer: (name) => {
        deferred.push(name)
      },
    })
  return { key, text, stored, asked, touched, deferred, at }
}

describe('an isolate’s memory of API keys', () => {
  it('asks once a minute', async ({ expect }) => {
    const { at, asked, key } = aTable()
    expect(await at(NOW)).toEqual(key)
    expect(await at(NOW + MINUTE - 1)).toEqual(key)
    expect(asked).toHaveLength(1)
    await at(NOW + MINUTE)
    expect(asked).toHaveLength(2)
  })

  it('lets a deleted key through for that minute and no longer', async ({ expect }) => {
    const { at, stored } = aTable()
    await at(NOW)
    stored.clear()
    expect(await at(NOW + MINUTE - 1)).not.toBeNull()
    expect(await at(NOW + MINUTE)).toBeNull()
  })

  it('lets no key through after its end, remembered or not', async ({ expect }) => {
    const { at } = aTable({ expiresAt: NOW + 1000 })
    expect(await at(NOW + 999)).not.toBeNull()
    expect(await at(NOW + 1000)).toBeNull()
  })

  it('asks once for a text that is no key', async ({ expect }) => {
    const { at, asked } = aTable()
    const made = `ack_live_${crypto.randomUUID()}`
    expect([await at(NOW, made), await at(NOW + 1, made)]).toEqual([null, null])
    expect(asked).toEqual([sha256Hex(made)])
  })

  it('hands the note of use to be written later, once a minute', async ({ expect }) => {
    const { at, deferred, touched } = aTable()
    for (const now of [NOW, NOW + 1, NOW + MINUTE]) await at(now)
    expect(deferred).toEqual(['api_key_used'])
    await at(NOW + MINUTE + 1)
    expect([deferred.length, touched]).toEqual([2, [NOW, NOW + MINUTE + 1]])
  })

  it('writes nothing when another isolate has within the minute', async ({ expect }) => {
    const { at, deferred } = aTable({ lastUsedAt: NOW - MINUTE })
    await at(NOW)
    expect(deferred).toEqual([])
  })
})

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, it } from 'vitest'
import { QUOTAS } from '../../src/routes/middleware/rate-limits.ts'

const toml = readFileSync(resolve(import.meta.dirname, '../../wrangler.toml'), 'utf8')

describe('the quotas that callers are told', () => {
  it('are those of the bindings, a minute each', ({ expect }) => {
    const bound = [
      ...toml.matchAll(/name = "RATE_(\w+)"\s+namespace_id = "\d+"\s+simple = \{ limit = (\d+), period = (\d+) \}/g),
    ]
    const told = Object.entries(QUOTAS).map(([name, quota]) => [name.toUpperCase(), String(quota), '60'])
    expect(bound.map(([, ...parts]) => parts).sort()).toEqual(told.sort())
  })

  it('are counted apart: no two bindings share a namespace', ({ expect }) => {
    const namespaces = [...toml.matchAll(/namespace_id = "(\d+)"/g)].map(([, id]) => id)
    expect(new Set(namespaces).size).toBe(namespaces.length)
  })
})

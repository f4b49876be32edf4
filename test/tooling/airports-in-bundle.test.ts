import { execFileSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const MOST_BYTES = 150_000

/** A module of the Worker and all that it imports, minified as `wrangler deploy` would, and packed as Cloudflare counts it. */
function packed(source: string): number {
  const bundle = execFileSync(
    join(root, 'node_modules/.bin/esbuild'),
    ['--bundle', '--minify', '--format=esm', '--target=es2024', '--loader=ts', '--conditions=workerd'],
    { cwd: root, input: source, maxBuffer: 64 * 1024 * 1024 },
  )
  return gzipSync(bundle).byteLength
}

const EVERYTHING = "export { airports } from './src/adapters/airports/airports.ts'"

describe('the airports’ part of the Worker', () => {
  it('is what looks airports up and their table, under 150 KB packed', ({ expect }) => {
    const bytes = packed(EVERYTHING)
    expect(bytes).toBeGreaterThan(50_000)
    expect(bytes).toBeLessThan(MOST_BYTES)
  })

  it('counts whatever is added to it', ({ expect }) => {
    const noise = Array.from({ length: 60_000 }, () => Math.floor(Math.random() * 36).toString(36)).join('')
    expect(packed(`${EVERYTHING}; export const more = ${JSON.stringify(noise)}`)).toBeGreaterThan(
      packed(EVERYTHING) + 30_000,
    )
  })
})

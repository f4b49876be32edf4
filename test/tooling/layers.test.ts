import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
let house: string

/** What lint says of a house with this one file in it. */
function lint(path: string, code: string): string {
  const file = join(house, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, code)
  try {
    return execFileSync(join(root, 'node_modules/.bin/biome'), ['lint', '--colors=off', path], {
      cwd: house,
      encoding: 'utf8',
      stdio: 'pipe',
    })
  } catch (error) {
    return String((error as { stdout: string; stderr: string }).stdout) + (error as { stderr: string }).stderr
  } finally {
    rmSync(file)
  }
}

beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), 'layers-'))
  cpSync(join(root, 'biome.json'), join(house, 'biome.json'))
  cpSync(join(root, 'scripts/lint'), join(house, 'scripts/lint'), { recursive: true })
})
afterAll(() => rmSync(house, { recursive: true }))

const importing = (specifier: string) => `import { x } from '${specifier}'\nexport const y = x\n`

/** Layer, what it must not import, what the rule says. */
const PLANTED = [
  ['domain/a/p.ts', '../../core/errors.ts', 'imports nothing but itself'],
  ['domain/a/p.ts', '../../use-cases/context.ts', 'imports nothing but itself'],
  ['domain/a/p.ts', '../../adapters/hub.ts', 'imports nothing but itself'],
  ['domain/a/p.ts', 'hono', 'No framework, platform or library'],
  ['domain/a/p.ts', 'zod', 'No framework, platform or library'],
  ['domain/a/p.ts', 'drizzle-orm', 'SQL is written in adapters/db'],
  ['core/p.ts', '../domain/errors.ts', 'knows nobody above it'],
  ['core/p.ts', '../adapters/hub.ts', 'knows nobody above it'],
  ['core/p.ts', 'drizzle-orm', 'SQL is written in adapters/db'],
  ['use-cases/a/p.ts', '../../adapters/hub.ts', 'through the ports'],
  ['use-cases/a/p.ts', '../../routes/http.ts', 'through the ports'],
  ['use-cases/a/p.ts', '../../composition.ts', 'through the ports'],
  ['use-cases/a/p.ts', 'drizzle-orm/d1', 'SQL is written in adapters/db'],
  ['adapters/email/p.ts', '../../use-cases/context.ts', 'Adapters know the ports'],
  ['adapters/email/p.ts', '../../routes/http.ts', 'Adapters know the ports'],
  ['adapters/email/p.ts', 'drizzle-orm', 'SQL is written in adapters/db'],
  ['routes/a/p.ts', '../../adapters/db/shards.ts', 'only translates'],
  ['routes/a/p.ts', '../../composition.ts', 'only translates'],
  ['routes/a/p.ts', '../../composition/channels.ts', 'only translates'],
  ['domain/a/p.ts', '../../composition/channels.ts', 'imports nothing but itself'],
  ['queues/p.ts', '../adapters/hub.ts', 'only translates'],
  ['cron/p.ts', '../adapters/hub.ts', 'only translates'],
  ['durable-objects/p.ts', '../adapters/hub.ts', 'only translates'],
  ['routes/a/p.ts', 'drizzle-orm', 'SQL is written in adapters/db'],
  ['pages/p.tsx', '../use-cases/context.ts', 'a pure function of its view'],
  ['pages/p.tsx', '../core/errors.ts', 'a pure function of its view'],
] as const

const ALLOWED = [
  ['domain/a/p.ts', '../b/q.ts'],
  ['core/database.ts', 'drizzle-orm'],
  ['use-cases/a/p.ts', '../../domain/errors.ts'],
  ['use-cases/a/p.ts', '../../core/errors.ts'],
  ['adapters/db/p.ts', 'drizzle-orm'],
  ['adapters/email/p.ts', '../../domain/errors.ts'],
  ['routes/a/p.ts', '../../use-cases/context.ts'],
  ['pages/p.tsx', '../domain/errors.ts'],
] as const

describe('the layer rules', () => {
  for (const [file, specifier, rule] of PLANTED) {
    it(`refuse ${specifier} in src/${file}`, ({ expect }) => {
      expect(lint(`src/${file}`, importing(specifier))).toContain(rule)
    })
  }

  for (const [file, specifier] of ALLOWED) {
    it(`allow ${specifier} in src/${file}`, ({ expect }) => {
      expect(lint(`src/${file}`, importing(specifier))).not.toContain('noRestrictedImports')
    })
  }

  it('refuse bindings outside the composition', ({ expect }) => {
    const code = 'export const y = (c: { env: { FILES: unknown } }) => c.env.FILES\n'
    expect(lint('src/routes/a/p.ts', code)).toContain('composition.ts only')
    expect(lint('src/composition.ts', code)).not.toContain('composition.ts only')
  })

  it('refuse interactive transactions', ({ expect }) => {
    const code = 'export const y = (db: { transaction(f: () => void): void }) => db.transaction(() => undefined)\n'
    expect(lint('src/adapters/db/p.ts', code)).toContain('no interactive transactions')
  })
})

import { defineConfig } from 'vitest/config'
import { testSecrets } from './test/harness/secrets.ts'
import { trustPrivateAuthority } from './test/providers/servers/private-ca.ts'

// Before the pool is loaded, since that is when it reads whom to trust.
await trustPrivateAuthority()
const { cloudflareTest, readD1Migrations } = await import('@cloudflare/vitest-plugin')

const worker = () =>
  cloudflareTest(async () => ({
    wrangler: { configPath: './wrangler.toml' },
    miniflare: {
      bindings: {
        ...testSecrets,
        DIRECTORY_MIGRATIONS: await readD1Migrations('migrations/directory'),
        TENANT_MIGRATIONS: await readD1Migrations('migrations/tenant'),
      },
    },
  }))

const inWorkerd = {
  setupFiles: ['test/harness/apply-migrations.ts'],
  testTimeout: 30_000,
  maxWorkers: 1,
}

/**
 * `domain`: pure code, in Node. `worker`: everything else, inside one workerd with real D1, Durable Objects, Queues and R2 that its files
 * share: each test has a tenant of its own. `isolated`: files that look at a whole store, each with a workerd of its own.
 * `providers`: like `worker`, with the providers it talks to beside it as local servers.
 */
export default defineConfig({
  test: {
    maxWorkers: 1,
    projects: [
      {
        test: {
          name: 'domain',
          include: ['test/domain/**/*.test.ts', 'test/tooling/**/*.test.ts'],
          testTimeout: 60_000,
          maxWorkers: 1,
        },
      },
      {
        plugins: [worker()],
        test: {
          name: 'worker',
          include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
          exclude: [
            'test/domain/**',
            'test/tooling/**',
            'test/journey/**',
            'test/providers/**',
            'test/**/*.isolated.test.ts',
          ],
          isolate: false,
          ...inWorkerd,
        },
      },
      {
        plugins: [worker()],
        test: { name: 'isolated', include: ['test/**/*.isolated.test.ts'], ...inWorkerd },
      },
      {
        plugins: [worker()],
        test: {
          name: 'providers',
          include: ['test/providers/**/*.test.ts'],
          globalSetup: ['test/providers/servers/setup.ts'],
          isolate: false,
          ...inWorkerd,
        },
      },
    ],
  },
})

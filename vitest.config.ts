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

/** `domain`: pure code, in Node. `worker`: everything else, inside workerd with real D1, Durable Objects, Queues and R2. `providers`: the same,
 * with the providers it talks to beside it as local servers. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'domain',
          include: ['test/domain/**/*.test.ts', 'test/tooling/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        plugins: [worker()],
        test: {
          name: 'worker',
          include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
          exclude: ['test/domain/**', 'test/tooling/**', 'test/journey/**', 'test/providers/**'],
          setupFiles: ['test/harness/apply-migrations.ts'],
          testTimeout: 30_000,
        },
      },
      {
        plugins: [worker()],
        test: {
          name: 'providers',
          include: ['test/providers/**/*.test.ts'],
          globalSetup: ['test/providers/servers/setup.ts'],
          setupFiles: ['test/harness/apply-migrations.ts'],
          testTimeout: 30_000,
        },
      },
    ],
  },
})

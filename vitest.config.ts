import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'
import { testSecrets } from './test/harness/secrets.ts'

/** `domain`: pure code, in Node. `worker`: everything else, inside workerd with real D1, Durable Objects, Queues and R2. */
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
        plugins: [
          cloudflareTest(async () => ({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: {
              bindings: {
                ...testSecrets,
                DIRECTORY_MIGRATIONS: await readD1Migrations('migrations/directory'),
                TENANT_MIGRATIONS: await readD1Migrations('migrations/tenant'),
              },
            },
          })),
        ],
        test: {
          name: 'worker',
          include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
          exclude: ['test/domain/**', 'test/tooling/**', 'test/journey/**'],
          setupFiles: ['test/harness/apply-migrations.ts'],
          testTimeout: 30_000,
        },
      },
    ],
  },
})

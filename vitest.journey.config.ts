import { defineConfig } from 'vitest/config'

/** Against a real `wrangler dev`, over HTTP and sockets only. Run by `npm run journey`; not part of `npm test`. */
export default defineConfig({
  test: {
    name: 'journey',
    include: ['test/journey/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
})

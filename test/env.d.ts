declare namespace Cloudflare {
  interface Env {
    DIRECTORY_MIGRATIONS: import('@cloudflare/vitest-plugin').D1Migration[]
    TENANT_MIGRATIONS: import('@cloudflare/vitest-plugin').D1Migration[]
  }
}

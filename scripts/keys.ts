/**
 * `npm run keys`: fresh keys for a deployment, to be put into `wrangler secret put`. Nothing is kept.
 * `npm run keys -- rotate`: today's JWT_PRIVATE_JWKS with a fresh key first; `npm run keys -- drop`: without the retired ones.
 * Today's set is read from the environment, else from .dev.vars. docs/operations.md tells when to do which.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { dropRetiredKeys, freshKeys, rotateSigningKeys } from './lib/keys.ts'
import { ROOT } from './lib/root.ts'

function todaysSet(): string {
  const devVars = join(ROOT, '.dev.vars')
  const local = existsSync(devVars) ? parseEnv(readFileSync(devVars, 'utf8')).JWT_PRIVATE_JWKS : undefined
  const today = process.env.JWT_PRIVATE_JWKS || local
  if (today) return today
  throw new Error('Set JWT_PRIVATE_JWKS in the environment to the deployment’s set; a secret cannot be read back.')
}

function wished(command: string | undefined): Readonly<Record<string, string>> {
  switch (command) {
    case undefined:
      return freshKeys()
    case 'rotate':
      return { JWT_PRIVATE_JWKS: rotateSigningKeys(todaysSet()) }
    case 'drop':
      return { JWT_PRIVATE_JWKS: dropRetiredKeys(todaysSet()) }
    default:
      throw new Error(`npm run keys knows rotate and drop, not ${command}.`)
  }
}

try {
  for (const [name, value] of Object.entries(wished(process.argv[2]))) console.log(`${name}='${value}'`)
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exit(1)
}

/** `npm run keys`: fresh keys for a deployment, to be put into `wrangler secret put`. Nothing is kept. */
import { freshKeys } from './lib/keys.ts'

for (const [name, value] of Object.entries(freshKeys())) console.log(`${name}='${value}'`)

import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Api } from './api.ts'
import { ConsignmentSchema, loadConsignment } from './demo-consignment.ts'

/** Fixed, so that the same line signs in on every machine. Only a Worker on this machine ever has this account. */
export const DEMO_LOGIN = { email: 'demo@aircourier.example', password: 'fly-parcels-tonight' } as const

const SignedIn = z.object({ access_token: z.string() })

const DemoSchema = z.object({
  email: z.string(),
  password: z.string(),
  /** The one that `npm run demo` flies; earlier ones have landed. */
  consignment: ConsignmentSchema,
  /** How many consignments there have been. */
  count: z.number().int(),
})
/** What the demo needs to know of a state folder's demo company. */
export type Demo = z.infer<typeof DemoSchema>

const fileIn = (stateDir: string) => join(stateDir, 'demo.json')

/** Null when no demo was played on this state. */
export function readDemo(stateDir: string): Demo | null {
  const file = fileIn(stateDir)
  return existsSync(file) ? DemoSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) : null
}

export function writeDemo(stateDir: string, demo: Demo): void {
  const fresh = `${fileIn(stateDir)}.new`
  writeFileSync(fresh, `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 })
  renameSync(fresh, fileIn(stateDir))
}

/** The API as the demo company's owner. Throws `ApiError`. */
export async function signIn(
  api: Api,
  login: { email: string; password: string },
): Promise<{ api: Api; token: string }> {
  const { email, password } = login
  const { access_token: token } = await api.read(SignedIn, 'POST', '/auth/login', { body: { email, password } })
  return { api: api.as(token), token }
}

async function registerOrSignIn(api: Api): Promise<Api> {
  const registered = await api.send('POST', '/auth/register', {
    body: { ...DEMO_LOGIN, tenant_name: 'Blue Sky Couriers', name: 'Ana Silva' },
  })
  if (registered.status === 201) return api.as(SignedIn.parse(JSON.parse(registered.text)).access_token)
  return (await signIn(api, DEMO_LOGIN)).api
}

/**
 * Registers Blue Sky Couriers and loads three parcels on today's flight. Safe to repeat when it was cut off.
 * @throws ApiError
 */
export async function playDemoJourney(api: Api, now: number): Promise<Demo> {
  const owner = await registerOrSignIn(api)
  const day = new Date(now).toISOString().slice(0, 10)
  const consignment = await loadConsignment(owner, { name: `demo-${day}`, daysAhead: 0, parcels: 3, now })
  return { ...DEMO_LOGIN, consignment, count: 1 }
}

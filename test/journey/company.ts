import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { type Api, createApi } from '../../scripts/lib/api.ts'
import { freePort } from '../../scripts/lib/port.ts'
import { type RunningServer, type ServerOptions, startServer } from '../../scripts/lib/server.ts'
import { ServerError } from '../../scripts/lib/server-error.ts'
import { developmentVars } from '../../scripts/lib/worker-vars.ts'

export const EVERY_MINUTE = '* * * * *'

/** A fresh state folder with a port and keys of its own, that can be started more than once. */
export interface Place {
  readonly options: ServerOptions
  start(vars?: Readonly<Record<string, string>>): Promise<RunningServer>
  remove(): void
}

/** Rate limits are off: tests poll. */
export async function newPlace(): Promise<Place> {
  const stateDir = mkdtempSync(join(tmpdir(), 'aircourier-journey-'))
  const port = await freePort()
  const options: ServerOptions = { port, stateDir, vars: { ...developmentVars(port), RATE_LIMITS: 'off' } }
  return {
    options,
    async start(vars = {}) {
      try {
        return await startServer({ ...options, vars: { ...options.vars, ...vars } })
      } catch (error) {
        // The log goes with the folder, so what it says must be told now.
        throw error instanceof ServerError ? new Error(error.report(), { cause: error }) : error
      }
    },
    remove: () => rmSync(stateDir, { recursive: true, force: true }),
  }
}

const SignedIn = z.object({
  access_token: z.string(),
  user: z.object({ email: z.string(), role: z.string(), tenant_id: z.string() }),
})

/** A company's owner, signed in. */
export interface Company {
  readonly api: Api
  readonly token: string
  readonly tenantId: string
}

export async function register(url: string, email: string, name: string): Promise<Company> {
  const body = { email, password: 'a journey of parcels', tenant_name: name }
  const { access_token: token, user } = await createApi(url).read(SignedIn, 'POST', '/auth/register', { body })
  return { api: createApi(url, token), token, tenantId: user.tenant_id }
}

/** A new shipment from Madrid to Buenos Aires whose recipient is told by mail. */
export function shipmentTo(recipientEmail: string) {
  return {
    origin: 'MAD',
    destination: 'EZE',
    sender: { name: 'Librería del Prado', phone: '+34910000000' },
    recipient: {
      name: 'Julia Ríos',
      email: recipientEmail,
      address: { line1: 'Defensa 963', city: 'Buenos Aires', country: 'AR' },
    },
    weight_grams: 1250,
    notify: { email: true },
    locale: 'en',
  }
}

export const ShipmentSchema = z.object({
  id: z.string(),
  tracking_id: z.string(),
  tracking_url: z.string(),
  status: z.string(),
  bag_id: z.string().nullable(),
})
export const BagSchema = z.object({ id: z.string(), status: z.string(), shipment_count: z.number() })
export const IdSchema = z.object({ id: z.string() })
export const ListSchema = z.object({ data: z.array(IdSchema) })

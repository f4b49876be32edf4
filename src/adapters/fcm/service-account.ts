import { z } from 'zod'

/** What of a service account's key file is used. Its `token_uri` is not: whoever pastes a key must not choose where it is sent. */
const ServiceAccountSchema = z
  .object({
    type: z.literal('service_account'),
    // Part of a URL.
    project_id: z.string().regex(/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/),
    private_key_id: z.string().regex(/^[\x21-\x7e]{1,200}$/),
    private_key: z.string().regex(/^-----BEGIN PRIVATE KEY-----\s/),
    client_email: z.email(),
  })
  .transform((key) => ({
    projectId: key.project_id,
    keyId: key.private_key_id,
    privateKey: key.private_key,
    clientEmail: key.client_email,
  }))

export type ServiceAccount = Readonly<z.output<typeof ServiceAccountSchema>>

/** Of a key file's JSON text; null for anything else. */
export function parseServiceAccount(text: string): ServiceAccount | null {
  try {
    const read = ServiceAccountSchema.safeParse(JSON.parse(text))
    return read.success ? read.data : null
  } catch {
    return null
  }
}

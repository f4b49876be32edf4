import { createTokenEncryption } from '../core/security/token-encryption.ts'

/** Which stored answer: the tenant's, of this user or key, under this Idempotency-Key. */
interface Place {
  readonly tenantId: string
  readonly principal: string
  readonly key: string
}

const boundTo = ({ tenantId, principal, key }: Place) => ({ tenantId, field: `answer:${principal}:${key}` })

/** An answer that shows a secret, as it may lie in a table: a JWE that opens at its own place only. `keys`: ENCRYPTION_KEYS. */
export function sealAnswer(keys: string, place: Place, answer: string): Promise<string> {
  return createTokenEncryption({ keys }).encrypt(answer, boundTo(place))
}

/** A stored answer as it was given. What was not sealed is JSON of an object, which no compact JWE begins like. */
export async function openAnswer(keys: string, place: Place, stored: string): Promise<string> {
  return stored.startsWith('{') ? stored : createTokenEncryption({ keys }).decrypt(stored, boundTo(place))
}

import { base64url } from 'jose'
import { type HubIdentity, parseIdentity } from './hub-messages.ts'

export const TICKET_SECONDS = 30
const TICKET_BYTES = 32

/** A secret that opens one socket within 30 seconds, for clients that cannot send a header. Only its hash is kept. */
export async function issueTicket(sql: SqlStorage, identity: HubIdentity): Promise<string> {
  const ticket = base64url.encode(crypto.getRandomValues(new Uint8Array(TICKET_BYTES)))
  const hash = await hashOf(ticket)
  const now = Date.now()
  sql.exec('DELETE FROM ticket WHERE expires_at <= ?', now)
  sql.exec(
    'INSERT INTO ticket (hash, user_id, session_id, identity, expires_at) VALUES (?, ?, ?, ?, ?)',
    hash,
    identity.userId,
    identity.sessionId,
    JSON.stringify(identity),
    now + TICKET_SECONDS * 1000,
  )
  return ticket
}

/** Takes the ticket out and returns whose it was; null when it is unknown, used or too old. One statement, so one winner. */
export async function redeemTicket(sql: SqlStorage, ticket: string): Promise<HubIdentity | null> {
  if (!/^[\w-]{43}$/.test(ticket)) return null
  const [row] = sql
    .exec<{ identity: string; expires_at: number }>(
      'DELETE FROM ticket WHERE hash = ? RETURNING identity, expires_at',
      await hashOf(ticket),
    )
    .toArray()
  if (row === undefined || row.expires_at <= Date.now()) return null
  return parseIdentity(row.identity)
}

async function hashOf(ticket: string): Promise<string> {
  return base64url.encode(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(ticket))))
}

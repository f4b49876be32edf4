import type { Role } from './auth/role.ts'

/** Who acts. Cron jobs, queue consumers and webhooks are actors like people are. */
export type Actor =
  | { readonly kind: 'user'; readonly userId: string; readonly role: Role; readonly sessionId: string }
  | { readonly kind: 'api_key'; readonly keyId: string; readonly permissions: readonly string[] }
  | { readonly kind: 'system'; readonly job: string }
  | { readonly kind: 'webhook'; readonly provider: string }
  | { readonly kind: 'public' }

export const Actor = {
  /** The name under which an actor stands in events and in the audit log: `usr_…`, `key_…`, `system:relay`, `webhook:aerodatabox`, `public`. */
  label(actor: Actor): string {
    switch (actor.kind) {
      case 'user':
        return actor.userId
      case 'api_key':
        return actor.keyId
      case 'system':
        return `system:${actor.job}`
      case 'webhook':
        return `webhook:${actor.provider}`
      case 'public':
        return 'public'
    }
  },
}

import type { HubAudience, HubIdentity } from './hub-messages.ts'

/**
 * The one filter, for live events and for replay. Staff see what is for staff; anyone sees what names them or is for
 * everyone. `topics` narrows it: null is a socket that never subscribed and gets all it may see.
 */
export function maySee(
  identity: HubIdentity,
  topics: readonly string[] | null,
  event: { readonly topics: readonly string[]; readonly audience: HubAudience },
): boolean {
  const { audience } = event
  const allowed =
    audience.everyone === true || (identity.staff && audience.staff) || audience.users.includes(identity.userId)
  return allowed && (topics === null || event.topics.some((topic) => topics.includes(topic)))
}

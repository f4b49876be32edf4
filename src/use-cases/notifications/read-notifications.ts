import { notFound } from '../../core/errors.ts'
import { Reader } from '../../domain/notifications/inbox.ts'
import type { TenantContext } from '../context.ts'

/** How far a list is read now, and how much of it is not. */
export interface Read {
  readonly readUpTo: string
  readonly unread: number
}

/**
 * Everything up to this event is read. The mark only moves forward: an older event changes nothing. One read and one commit.
 * Throws `not_found` for an event that whoever asks does not see, `forbidden`.
 */
export async function readNotifications(ctx: TenantContext, eventId: string): Promise<Read> {
  const reader = Reader.of(ctx.actor)
  const { sees, readUpTo, unread } = await ctx.inbox.after(reader, eventId)
  if (!sees) throw notFound('notification')
  const moves = readUpTo === eventId ? [ctx.inbox.read(reader, eventId, ctx.clock.now())] : []
  return ctx.commit(moves, { readUpTo, unread })
}

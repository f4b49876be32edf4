import { Actor } from '../actor.ts'
import { mayDo } from '../auth/role.ts'
import { DomainError } from '../errors.ts'
import type { Page, PageRequest } from '../page.ts'
import type { Statement } from '../statement.ts'
import type { NotificationEvent } from './notification-event.ts'

/** Unread events are counted up to here and no further: 100 stands for 100 or more. */
export const MOST_COUNTED = 100

/** Whose list it is, and how far it reaches. */
export interface Reader {
  /** A user, or an API key, which reads for itself. */
  readonly id: string
  /** `tenant`: what is for staff, and what names the reader. `own`: only what names the reader. */
  readonly sees: 'tenant' | 'own'
}

export const Reader = {
  /**
   * Staff and keys with `notifications:read` see the tenant's events; a courier sees theirs and a customer those of their own
   * shipments: what names them. Throws `forbidden` for anyone else.
   */
  of(actor: Actor): Reader {
    const sees = mayDo(actor, 'notifications:read') ? 'tenant' : 'own'
    if (sees === 'own' && actor.kind !== 'user') {
      throw new DomainError('forbidden', 'This needs the permission notifications:read, which your key does not hold.')
    }
    return { id: Actor.label(actor), sees }
  },
}

export interface InboxPage extends Page<NotificationEvent> {
  /** Up to `MOST_COUNTED`, of the whole list and not of the page. */
  readonly unread: number
  /** The last event that was read; null before the first. Those made before it count as read. */
  readonly readUpTo: string | null
}

/** One tenant's events, as each of its people sees them. */
export interface Inbox {
  /** Newest first. One round trip; what it reads does not grow with the list. */
  page(reader: Reader, page: PageRequest): Promise<InboxPage>
  /**
   * How things stand once everything up to this event is read: no further back than they stand now. `sees`: whether it is an event
   * that the reader sees. One round trip.
   */
  after(
    reader: Reader,
    eventId: string,
  ): Promise<{ readonly sees: boolean; readonly readUpTo: string; readonly unread: number }>
  /** Everything up to this event is read; nothing when more was read already. */
  read(reader: Reader, eventId: string, now: number): Statement
}

import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

export const whatsappContacts = sqliteTable(
  'whatsapp_contacts',
  {
    account: text('account').notNull(),
    person: text('person').notNull(),
    phone: text('phone'),
    lastInboundAt: integer('last_inbound_at'),
    optedOutAt: integer('opted_out_at'),
    resumedAt: integer('resumed_at'),
    updatedAt: integer('updated_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.account, t.person] }),
    index('whatsapp_contacts_by_phone').on(t.account, t.phone),
    index('whatsapp_contacts_by_age').on(t.updatedAt).where(sql`opted_out_at IS NULL`),
  ],
)

export const whatsappInbound = sqliteTable(
  'whatsapp_inbound',
  {
    account: text('account').notNull(),
    messageId: text('message_id').notNull(),
    person: text('person').notNull(),
    answer: text('answer', { enum: ['none', 'due', 'sending', 'sent', 'failed'] }).notNull(),
    receivedAt: integer('received_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.account, t.messageId] }),
    index('whatsapp_inbound_answered').on(t.account, t.person, t.receivedAt).where(sql`answer <> 'none'`),
    index('whatsapp_inbound_by_age').on(t.receivedAt),
  ],
)

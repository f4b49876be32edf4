import { sql } from 'drizzle-orm'
import { type DirectoryDatabase, queryOf, type SqlStatement, statement } from '../../../core/database.ts'
import { describeError, type Log } from '../../../core/log.ts'
import { phoneKey, STRANGER, type WhatsAppContacts } from '../../../domain/notifications/whatsapp-contacts.ts'
import { accountOf } from '../../../domain/notifications/whatsapp-ports.ts'

/**
 * Under which phone people are kept who are known by something else: the provider's own id, or another spelling. Writes nothing that is
 * known already.
 */
export function linkPeople(
  account: string,
  links: readonly { readonly person: string; readonly phone: string }[],
  now: number,
): SqlStatement {
  return statement(sql`
    INSERT INTO whatsapp_contacts (account, person, phone, updated_at)
    SELECT ${account}, l.value ->> 'person', coalesce(
      (SELECT k.phone FROM whatsapp_contacts k WHERE k.account = ${account} AND k.person = l.value ->> 'phone'), l.value ->> 'phone'), ${now}
    FROM json_each(${JSON.stringify(links)}) l WHERE true
    ON CONFLICT (account, person) DO UPDATE SET phone = excluded.phone, updated_at = excluded.updated_at
      WHERE phone IS NOT excluded.phone`)
}

/** The provider's spelling of a phone, at one account: also for those who were kept under it before. */
const learnSpelling = (account: string, spelt: string, phone: string, now: number): readonly SqlStatement[] => [
  linkPeople(account, [{ person: spelt, phone }], now),
  statement(sql`UPDATE whatsapp_contacts SET phone = ${phone} WHERE account = ${account} AND phone = ${spelt}`),
]

/**
 * What one tenant may know of people: what was signed for the number by the deployment's secret, or by the tenant's own. What another
 * tenant signed for the same number counts for nothing here.
 */
export function createWhatsAppContacts(db: DirectoryDatabase, tenantId: string, log: Log): WhatsAppContacts {
  return {
    async find(phoneNumberId, phones) {
      if (phones.length === 0) return new Map()
      const accounts = [accountOf(phoneNumberId, null), accountOf(phoneNumberId, tenantId)]
      const keys = JSON.stringify([...new Set(phones.map(phoneKey))])
      const rows = await db.all(
        queryOf(sql`
          SELECT phone, max(last_inbound_at) AS written,
            coalesce(max(opted_out_at), -1) >= coalesce(max(resumed_at), 0) AS stopped
          FROM whatsapp_contacts
          WHERE account IN (${accounts[0]}, ${accounts[1]}) AND phone IN (SELECT value FROM json_each(${keys}))
          GROUP BY phone`),
      )
      const known = new Map(
        rows.map(({ phone, written, stopped }) => [
          String(phone),
          { optedOut: stopped === 1, lastInboundAt: typeof written === 'number' ? written : null },
        ]),
      )
      return new Map(phones.map((phone) => [phone, known.get(phoneKey(phone)) ?? STRANGER]))
    },

    async learn(phoneNumberId, phone, waId, now) {
      const [spelt, kept] = [phoneKey(waId), phoneKey(phone)]
      if (spelt === kept) return
      const accounts = [accountOf(phoneNumberId, null), accountOf(phoneNumberId, tenantId)]
      try {
        await db.commit(accounts.flatMap((account) => learnSpelling(account, spelt, kept, now)))
      } catch (error) {
        log.warn('spelling_not_kept', describeError(error))
      }
    },
  }
}

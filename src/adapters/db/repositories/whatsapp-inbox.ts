import { sql } from 'drizzle-orm'
import { type DirectoryDatabase, type SqlStatement, statement } from '../../../core/database.ts'
import { phoneKey } from '../../../domain/notifications/whatsapp-contacts.ts'
import { personKey } from '../../../domain/notifications/whatsapp-inbound.ts'
import { ANSWERS_AN_HOUR, type TakenMessage, type WhatsAppInbox } from '../../../domain/notifications/whatsapp-ports.ts'
import { linkPeople } from './whatsapp-contacts.ts'

const HOUR_MS = 3_600_000

/** As SQL reads them: `[id, person, phone, at, wish, nth]`. */
function rowsOf(messages: readonly TakenMessage[], now: number): string {
  return JSON.stringify(
    messages.map(({ id, person, at, wish, nth }) => [
      id,
      personKey(person),
      person.phone === null ? null : phoneKey(person.phone),
      Math.min(at, now),
      wish,
      nth,
    ]),
  )
}

/** Decides by what is stored, before windows and words of this batch are. */
function takeEach(account: string, rows: string, now: number): SqlStatement {
  return statement(sql`
    WITH m AS (
      SELECT j.value ->> 0 AS id, j.value ->> 1 AS person, j.value ->> 3 AS at, j.value ->> 4 AS wish, j.value ->> 5 AS nth,
        coalesce((SELECT k.phone FROM whatsapp_contacts k WHERE k.account = ${account} AND k.person = j.value ->> 1), j.value ->> 2) AS phone
      FROM json_each(${rows}) j),
    said AS (
      SELECT m.*, coalesce(max(c.opted_out_at), -1) AS stopped, coalesce(max(c.resumed_at), 0) AS resumed FROM m
      LEFT JOIN whatsapp_contacts c ON c.account = ${account} AND (c.person = m.person OR c.phone = m.phone)
      GROUP BY m.id)
    INSERT INTO whatsapp_inbound (account, message_id, person, answer, received_at)
    SELECT ${account}, id, person, CASE
      WHEN wish = 'stop' AND nth = 0 AND stopped < resumed AND at >= resumed THEN 'due'
      WHEN wish = 'start' AND nth = 0 AND stopped >= resumed AND at > stopped THEN 'due'
      WHEN wish = 'track' AND nth + (SELECT count(*) FROM whatsapp_inbound i WHERE i.account = ${account}
        AND i.person = said.person AND i.received_at > ${now - HOUR_MS} AND i.answer <> 'none') < ${ANSWERS_AN_HOUR} THEN 'due'
      WHEN wish = 'help' AND nth = 0 AND stopped < resumed AND NOT EXISTS (SELECT 1 FROM whatsapp_inbound i
        WHERE i.account = ${account} AND i.person = said.person AND i.received_at > ${now - 24 * HOUR_MS} AND i.answer <> 'none') THEN 'due'
      ELSE 'none' END, ${now}
    FROM said WHERE true ON CONFLICT DO NOTHING`)
}

/** The later of a stored time and a new one, whichever is there. */
const LATER = sql.raw(
  ['last_inbound_at', 'opted_out_at', 'resumed_at']
    .map((column) => {
      const [old, given] = [`whatsapp_contacts.${column}`, `excluded.${column}`]
      return `${column} = max(coalesce(${old}, ${given}), coalesce(${given}, ${old}))`
    })
    .join(', '),
)

function meet(accounts: readonly string[], rows: string, now: number): SqlStatement {
  return statement(sql`
    INSERT INTO whatsapp_contacts (account, person, phone, last_inbound_at, opted_out_at, resumed_at, updated_at)
    SELECT a.value, j.value ->> 1, max(j.value ->> 2), max(j.value ->> 3),
      max(iif(j.value ->> 4 = 'stop', j.value ->> 3, NULL)), max(iif(j.value ->> 4 = 'start', j.value ->> 3, NULL)), ${now}
    FROM json_each(${JSON.stringify(accounts)}) a JOIN json_each(${rows}) j GROUP BY 1, 2
    ON CONFLICT (account, person) DO UPDATE SET ${LATER}, phone = coalesce(phone, excluded.phone), updated_at = excluded.updated_at`)
}

/** Messages that came in over the numbers of all tenants, by who may speak for the number. */
export function createWhatsAppInbox(db: DirectoryDatabase): WhatsAppInbox {
  return {
    async take(accounts, messages, links, now) {
      const [account] = accounts
      if (account === undefined || (messages.length === 0 && links.length === 0)) return new Set()
      const rows = rowsOf(messages, now)
      const people = links.map(({ phone, userId }) => ({ person: userId, phone: phoneKey(phone) }))
      const ids = JSON.stringify(messages.map(({ id }) => id))
      const due = statement(sql`
        SELECT message_id FROM whatsapp_inbound
        WHERE account = ${account} AND message_id IN (SELECT value FROM json_each(${ids})) AND answer = 'due'`)
      const taking = messages.length === 0 ? [] : [takeEach(account, rows, now), meet(accounts, rows, now)]
      const linking = people.length === 0 ? [] : accounts.map((each) => linkPeople(each, people, now))
      const results = await db.commit([...linking, ...taking, due])
      return new Set((results.at(-1) ?? []).map((row) => String(row.message_id)))
    },

    async claim(account, messageId) {
      const [claimed = []] = await db.commit([
        statement(sql`
          UPDATE whatsapp_inbound SET answer = 'sending'
          WHERE account = ${account} AND message_id = ${messageId} AND answer = 'due' RETURNING message_id`),
      ])
      return claimed.length > 0
    },

    settle: (account, messageId, as) =>
      statement(sql`
        UPDATE whatsapp_inbound SET answer = ${as}
        WHERE account = ${account} AND message_id = ${messageId} AND answer = 'sending'`),
  }
}

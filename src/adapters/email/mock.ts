import type { EmailService } from '../../domain/notifications/ports.ts'

const FOLDER = 'logs/emails/'

/** A mail as it lies in the bucket. Times are ms since 1970. */
export interface StoredMail {
  readonly key: string
  readonly to: string
  readonly subject: string
  readonly sentAt: number
  readonly html: string
  readonly text: string
}

/**
 * MockEmailProvider: for development and tests. Writes each mail to the bucket under `logs/emails/`, named by its idempotency
 * key and only if it is not there yet: the same key is one mail, however often it is sent.
 */
export function createMockEmailProvider(bucket: R2Bucket): EmailService {
  return {
    provider: 'mock',
    repeatable: true,
    async send({ idempotencyKey, tenantId: _tenant, ...mail }) {
      const stored = JSON.stringify({ ...mail, sentAt: Date.now() })
      await bucket.put(`${FOLDER}${idempotencyKey}.json`, stored, {
        onlyIf: { etagDoesNotMatch: '*' },
        customMetadata: { to: mail.to },
      })
      return { messageId: idempotencyKey }
    },
  }
}

/** The newest mails, to one address or to all, newest first: their keys are ids, which sort by the time they were made. */
export async function listMails(bucket: R2Bucket, limit = 200, to?: string): Promise<readonly StoredMail[]> {
  const names: string[] = []
  let cursor: string | undefined
  do {
    const page = await bucket.list({
      prefix: FOLDER,
      include: ['customMetadata'],
      ...(cursor !== undefined && { cursor }),
    })
    const wanted = page.objects.filter((object) => to === undefined || object.customMetadata?.to === to)
    names.push(...wanted.map((object) => object.key))
    cursor = page.truncated ? page.cursor : undefined
  } while (cursor !== undefined)
  const newest = names.sort().reverse().slice(0, limit)
  const mails = await Promise.all(newest.map((name) => readMail(bucket, name.slice(FOLDER.length, -'.json'.length))))
  return mails.filter((mail) => mail !== null)
}

/** The mail that was sent under this idempotency key, or null. */
export async function readMail(bucket: R2Bucket, key: string): Promise<StoredMail | null> {
  const object = await bucket.get(`${FOLDER}${key}.json`)
  return object ? { key, ...(await object.json<Omit<StoredMail, 'key'>>()) } : null
}

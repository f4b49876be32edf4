import { z } from 'zod'
import type { Api } from './api.ts'

const MailSchema = z.object({
  key: z.string(),
  to: z.string(),
  subject: z.string(),
  html: z.string(),
  text: z.string(),
})
/** A mail in the development mailbox. */
export type Mail = z.infer<typeof MailSchema>

/** All mails, newest first. Throws `ApiError` outside development. */
export async function readMailbox(api: Api): Promise<readonly Mail[]> {
  const { data } = await api.read(z.object({ data: z.array(MailSchema) }), 'GET', '~/dev/mailbox.json')
  return data
}

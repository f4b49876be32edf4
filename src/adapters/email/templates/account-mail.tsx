import type { AccountMail, RenderedMail } from '../../../domain/notifications/ports.ts'
import { Footer, footerText } from './mail-contact.tsx'
import { Button, Heading, MailLayout, Paragraph, Small, toMail } from './mail-layout.tsx'
import { fillIn, hoursText, subjectLine } from './mail-text.ts'
import { type AccountText, MAIL_WORDS } from './mail-words.ts'

/** `expiresHours`: how long the link works, when the caller says so. */
export type AccountMailInput = AccountMail & { readonly expiresHours?: number | null }

function lasting(input: AccountMailInput): string {
  const words = MAIL_WORDS[input.locale]
  if (!input.expiresHours) return words.linkLasts
  return fillIn(words.linkLastsHours, { hours: hoursText(input.expiresHours, input.locale) })
}

/** What all mails about an account share: what happened, one button where there is somewhere to go, and what to do if it was not you. */
export function renderAccountMail(input: AccountMailInput, template: AccountText): RenderedMail {
  const words = MAIL_WORDS[input.locale]
  const names = { brand: input.brand.name }
  const subject = subjectLine(fillIn(template.subject, names))
  const text = fillIn(template.text, names)
  const greeting = fillIn(words.greeting, { name: input.recipientName })
  const { link } = input
  const button = link === null ? null : template.button
  const html = toMail(
    <MailLayout
      locale={input.locale}
      brand={input.brand}
      subject={subject}
      preheader={text}
      footer={<Footer locale={input.locale} brand={input.brand} reason={null} />}
    >
      <Heading text={subject} />
      <Paragraph>{greeting}</Paragraph>
      <Paragraph>{text}</Paragraph>
      {link !== null && button !== null ? (
        <>
          <Button href={link}>{button}</Button>
          <Paragraph>
            {lasting(input)} {template.otherwise}
          </Paragraph>
          <Small>
            {words.linkFallback}
            <br />
            <bdi dir="ltr">
              <a href={link}>{link}</a>
            </bdi>
          </Small>
        </>
      ) : (
        <Paragraph>{template.otherwise}</Paragraph>
      )}
    </MailLayout>,
  )
  const way = link !== null && button !== null ? [`${button}:\n${link}`, lasting(input)] : []
  const footer = footerText(input.locale, input.brand, null)
  const lines = [greeting, text, ...way, template.otherwise, ...(footer.length > 0 ? ['--', ...footer] : [])]
  return { subject, html, text: `${lines.join('\n\n')}\n` }
}

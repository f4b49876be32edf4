import type { Locale } from '../auth/tenant.ts'
import { DomainError, type FieldError } from '../errors.ts'
import type { Statement } from '../statement.ts'
import type { Channel } from './delivery.ts'
import type { Preferences, ToldEvent } from './preferences.ts'

/** What a company's words may name. */
export const PLACEHOLDERS = [
  'recipient_name',
  'tracking_id',
  'tracking_url',
  'origin',
  'destination',
  'status',
  'estimated_arrival',
  'company',
] as const
export type Placeholder = (typeof PLACEHOLDERS)[number]
export type PlaceholderValues = Readonly<Record<Placeholder, string>>

/** Longest texts, in characters. A mail's body is bounded so that many fit into what a queue's consumer may hold. */
export const TEMPLATE_LIMITS = { subject: 200, text: 10_000, title: 100, body: 500, name: 512, parameter: 500 } as const
/** Parameters of one WhatsApp template. */
export const MOST_PARAMETERS = 20

export interface EmailTemplate {
  readonly channel: 'email'
  readonly subject: string
  readonly text: string
}
export interface PushTemplate {
  readonly channel: 'push'
  readonly title: string
  readonly body: string
}
export interface WhatsAppTemplateChoice {
  readonly channel: 'whatsapp'
  /** Of a template that the provider has approved. */
  readonly name: string
  readonly language: string
  readonly parameters: readonly string[]
}
export type TemplateContent = EmailTemplate | PushTemplate | WhatsAppTemplateChoice

/** A company's own words for one event on one channel in one language. */
export interface NotificationTemplate {
  readonly event: ToldEvent
  readonly channel: Channel
  readonly locale: Locale
  readonly content: TemplateContent
  /** ms UTC. */
  readonly updatedAt: number
}

/** Which words: there is one template for each. */
export type TemplateKey = Pick<NotificationTemplate, 'event' | 'channel' | 'locale'>

/** What a company has said of how people are told. */
export interface NotificationSettingsRepository {
  preferences(): Promise<Preferences>
  savePreferences(preferences: Preferences, now: number): Statement
  /** In no order: there are few. */
  templates(): Promise<readonly NotificationTemplate[]>
  saveTemplate(template: NotificationTemplate): Statement
  /** The commit throws `not_found` when there is none. */
  removeTemplate(key: TemplateKey): Statement
}

const PLACEHOLDER = /\{([^{}]*)\}/g
const isPlaceholder = (name: string): name is Placeholder => (PLACEHOLDERS as readonly string[]).includes(name)

/** The texts of a template, each with where it stands. */
function textsOf(content: TemplateContent): readonly (readonly [pointer: string, text: string])[] {
  switch (content.channel) {
    case 'email':
      return [
        ['/subject', content.subject],
        ['/text', content.text],
      ]
    case 'push':
      return [
        ['/title', content.title],
        ['/body', content.body],
      ]
    case 'whatsapp':
      return content.parameters.map((text, place) => [`/parameters/${place}`, text] as const)
  }
}

/** Throws `unprocessable` that names each placeholder nobody knows, and those that there are. */
export function assertKnownPlaceholders(content: TemplateContent): void {
  const known = PLACEHOLDERS.map((name) => `{${name}}`).join(', ')
  const errors: FieldError[] = textsOf(content).flatMap(([pointer, text]) =>
    [...text.matchAll(PLACEHOLDER)]
      .filter(([, name = '']) => !isPlaceholder(name))
      .map(([whole]) => ({ pointer, message: `${whole} is no placeholder. There are ${known}.` })),
  )
  if (errors.length > 0) throw new DomainError('unprocessable', 'The template names what is not there.', { errors })
}

/** The text with its placeholders filled in. What a value holds is never read as a placeholder. */
export const fillIn = (text: string, values: PlaceholderValues): string =>
  text.replace(PLACEHOLDER, (whole, name: string) => (isPlaceholder(name) ? values[name] : whole))

const isControl = (character: string): boolean => {
  const code = character.codePointAt(0) ?? 0
  return code < 32 || code === 127 || code === 0x2028 || code === 0x2029
}

/** On one line: what a header, a title or a template's parameter may hold. */
export const oneLine = (text: string): string =>
  Array.from(text, (character) => (isControl(character) ? ' ' : character))
    .join('')
    .replace(/ {2,}/g, ' ')
    .trim()

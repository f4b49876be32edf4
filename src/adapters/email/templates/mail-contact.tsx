import type { Branding, Locale } from '../../../domain/auth/tenant.ts'
import { Small } from './mail-layout.tsx'
import { fillIn, oneLine } from './mail-text.ts'
import { MAIL_WORDS } from './mail-words.ts'

function waysTo(brand: Branding): string[] {
  return [brand.supportPhone, brand.supportEmail].flatMap((way) => (way ? [oneLine(way)] : []))
}

/** Why this mail came and how to reach the courier, as HTML. */
export function Footer({
  locale,
  brand,
  reason,
  stopUrl = null,
}: {
  locale: Locale
  brand: Branding
  reason: string | null
  stopUrl?: string | null
}) {
  const ways = waysTo(brand)
  return (
    <>
      {ways.length > 0 ? (
        <Small>
          {fillIn(MAIL_WORDS[locale].questions, { brand: brand.name })}{' '}
          {ways.map((way) => (
            <>
              <span style="display:inline-block;margin-inline-end:12px">
                <bdi dir="ltr">{way}</bdi>
              </span>{' '}
            </>
          ))}
        </Small>
      ) : null}
      {reason ? <Small>{reason}</Small> : null}
      {stopUrl ? (
        <Small>
          <a href={stopUrl} class="soft" style="color:#4d5665">
            {fillIn(MAIL_WORDS[locale].stop, { brand: brand.name })}
          </a>
        </Small>
      ) : null}
    </>
  )
}

/** The same as text, one paragraph each. */
export function footerText(
  locale: Locale,
  brand: Branding,
  reason: string | null,
  stopUrl: string | null = null,
): string[] {
  const ways = waysTo(brand)
  const questions = fillIn(MAIL_WORDS[locale].questions, { brand: brand.name })
  return [
    ...(ways.length > 0 ? [`${questions} ${ways.join(' · ')}`] : []),
    ...(reason ? [reason] : []),
    ...(stopUrl ? [`${fillIn(MAIL_WORDS[locale].stop, { brand: brand.name })}:\n${stopUrl}`] : []),
  ]
}

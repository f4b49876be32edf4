import { exports } from 'cloudflare:workers'
import { type Answer, type Company, call, until } from './wire.ts'

/** A line's cells by column; the rest is a good parcel from Madrid to Buenos Aires. */
export type CsvLine = Readonly<Record<string, string>>

const GOOD: CsvLine = {
  origin: 'MAD',
  destination: 'EZE',
  'sender.name': 'Ana Ruiz',
  'recipient.name': 'Beto Gómez',
  'recipient.address.line1': 'Calle Florida 100',
  'recipient.address.city': 'Buenos Aires',
  'recipient.address.country': 'AR',
  weight_grams: '1200',
}

const cell = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** A CSV file of good lines, each changed as told. */
export function csvOf(lines: readonly CsvLine[], delimiter = ','): string {
  const names = [...new Set([...Object.keys(GOOD), ...lines.flatMap((each) => Object.keys(each))])]
  const rows = lines.map((line) => names.map((name) => cell(line[name] ?? GOOD[name] ?? '')))
  return [names, ...rows].map((cells) => `${cells.join(delimiter)}\n`).join('')
}

export const goodLines = (count: number, change: CsvLine = {}): readonly CsvLine[] =>
  Array.from({ length: count }, (_, index) => ({ reference: `R-${index + 1}`, ...change }))

/** POST /shipments/import with a file's text. */
export function sendCsv(
  company: Pick<Company, 'token'>,
  csv: string,
  query = '',
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return call('POST', `/api/v1/shipments/import${query}`, {
    raw: csv,
    token: company.token,
    headers: { 'content-type': 'text/csv', ...headers },
  })
}

/** The same with bytes as they are, and their content type. */
export async function sendBytes(
  company: Pick<Company, 'token'>,
  body: BodyInit,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await exports.default.fetch(
    new Request('https://aircourier.test/api/v1/shipments/import', {
      method: 'POST',
      headers: { authorization: `Bearer ${company.token}`, ...headers },
      body,
    }),
  )
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) }
}

/** The import of an answer when it is over. */
export async function ended(company: Company, accepted: Answer): Promise<Answer['body']> {
  return until(async () => {
    const { body } = await company.get(`/imports/${accepted.body.id}`)
    return body.finished_at === null ? null : body
  }, 25)
}

/** Sends a file and waits for its end. */
export async function imported(company: Company, csv: string, query = ''): Promise<Answer['body']> {
  const accepted = await sendCsv(company, csv, query)
  if (accepted.status !== 202) throw new Error(`the import answered ${accepted.status}: ${accepted.text}`)
  return ended(company, accepted)
}

/** All of a company's shipments, newest first. */
export async function allShipments(company: Company): Promise<readonly Answer['body'][]> {
  const found: Answer['body'][] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Answer = await company.get(`/shipments?limit=100${cursor && `&cursor=${cursor}`}`)
    found.push(...page.body.data)
    cursor = page.body.next_cursor
  }
  return found
}

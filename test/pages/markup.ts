/** One start tag of a page, as the Workers runtime's own HTML parser saw it. */
export interface Tag {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
}

const VOID = new Set(['area', 'base', 'br', 'col', 'hr', 'img', 'input', 'link', 'meta', 'source', 'wbr'])

/** Every element of a document, in order. */
export async function tagsOf(html: string): Promise<Tag[]> {
  const tags: Tag[] = []
  const rewriter = new HTMLRewriter().on('*', {
    element(element) {
      tags.push({ name: element.tagName, attributes: Object.fromEntries(element.attributes) })
    },
  })
  await rewriter.transform(new Response(html)).text()
  return tags
}

/** What is wrong with a page's nesting: end tags that close nothing, start tags nobody closes, a `<p>` with a block in it. */
export function nestingFaults(html: string): string[] {
  const bare = html.replace(/<!--[\s\S]*?-->|<(style|script|title)\b[^>]*>[\s\S]*?<\/\1>|<!doctype[^>]*>/gi, '')
  const open: string[] = []
  const faults: string[] = []
  for (const [, end, name = '', rest = ''] of bare.matchAll(/<(\/?)([a-z][a-z0-9]*)((?:"[^"]*"|[^">])*)>/gi)) {
    const tag = name.toLowerCase()
    if (end) {
      const last = open.pop()
      if (last !== tag) faults.push(`</${tag}> closes <${last}>`)
    } else if (!VOID.has(tag) && !rest.endsWith('/')) {
      if (open.includes('p') && /^(div|p|ul|ol|dl|h[1-6]|section|table)$/.test(tag)) faults.push(`<${tag}> in <p>`)
      open.push(tag)
    }
  }
  return [...faults, ...open.map((tag) => `<${tag}> stays open`)]
}

/** What a reader sees: no tags, no style, no script, entities resolved, blanks collapsed. */
export function textOf(html: string): string {
  return html
    .replace(/<(style|script|title)\b[^>]*>[\s\S]*?<\/\1>/gi, '')
    .replace(/<(?:"[^"]*"|[^">])*>/g, '')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
}

/** Every text in a table of words, with its path: `headline.arrived` -> `Arrived in {place}`. */
export function leavesOf(value: unknown, path = ''): Map<string, unknown> {
  if (typeof value !== 'object' || value === null) return new Map([[path, value]])
  return new Map(Object.entries(value).flatMap(([key, inner]) => [...leavesOf(inner, path ? `${path}.${key}` : key)]))
}

/** The places a text leaves to be filled, sorted. */
export function holesIn(text: unknown): string[] {
  return (
    String(text)
      .match(/\{\w+\}/g)
      ?.sort() ?? []
  )
}

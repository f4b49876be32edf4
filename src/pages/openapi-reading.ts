import {
  asList,
  asObject,
  asText,
  exampleOf,
  type FieldView,
  fieldsOf,
  type Json,
  resolve,
  typeOf,
} from './openapi-schema.ts'

export interface ParameterView {
  readonly name: string
  readonly place: string
  readonly type: string
  readonly required: boolean
  readonly description: string
}

export interface BodyView {
  readonly contentType: string
  readonly required: boolean
  readonly fields: readonly FieldView[]
  readonly example: unknown
}

export interface ResponseView {
  readonly status: string
  readonly description: string
  readonly contentType: string
  readonly type: string
  readonly fields: readonly FieldView[]
}

export interface OperationView {
  /** Unique on the page, and its anchor. */
  readonly id: string
  readonly method: string
  readonly path: string
  readonly summary: string
  readonly description: string
  readonly deprecated: boolean
  readonly secured: boolean
  readonly parameters: readonly ParameterView[]
  readonly body: BodyView | null
  readonly responses: readonly ResponseView[]
}

export interface ApiView {
  readonly title: string
  readonly version: string
  readonly description: string
  readonly groups: readonly {
    readonly tag: string
    readonly description: string
    readonly operations: OperationView[]
  }[]
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'] as const

/** Words, digits and dashes: `GET /bags/{id}` -> `get-bags-id`. */
function anchorOf(method: string, path: string): string {
  return `${method}${path}`
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/-$/, '')
    .toLowerCase()
}

function contentOf(document: Json, value: unknown): { contentType: string; media: Json } {
  const content = asObject(resolve(document, value).content) ?? {}
  const types = Object.keys(content)
  const contentType = types.find((type) => type.includes('json')) ?? types[0] ?? ''
  return { contentType, media: asObject(content[contentType]) ?? {} }
}

function readBody(document: Json, value: unknown): BodyView | null {
  const { contentType, media } = contentOf(document, value)
  if (!contentType) return null
  const named = Object.values(asObject(media.examples) ?? {})[0]
  return {
    contentType,
    required: resolve(document, value).required === true,
    fields: fieldsOf(document, media.schema),
    example: media.example ?? resolve(document, named).value ?? exampleOf(document, media.schema),
  }
}

function readResponse(document: Json, status: string, value: unknown): ResponseView {
  const { contentType, media } = contentOf(document, value)
  return {
    status,
    description: asText(resolve(document, value).description),
    contentType,
    type: media.schema === undefined ? '' : typeOf(document, media.schema),
    fields: fieldsOf(document, media.schema),
  }
}

function readParameter(document: Json, value: unknown): ParameterView {
  const parameter = resolve(document, value)
  return {
    name: asText(parameter.name),
    place: asText(parameter.in),
    type: typeOf(document, parameter.schema),
    required: parameter.required === true,
    description: asText(parameter.description) || asText(resolve(document, parameter.schema).description),
  }
}

function readOperation(document: Json, path: string, method: string, item: Json, operation: Json): OperationView {
  const security = operation.security ?? document.security
  return {
    id: anchorOf(method, path),
    method: method.toUpperCase(),
    path,
    summary: asText(operation.summary),
    description: asText(operation.description),
    deprecated: operation.deprecated === true,
    secured: asList(security).length > 0,
    parameters: [...asList(item.parameters), ...asList(operation.parameters)]
      .map((parameter) => readParameter(document, parameter))
      .filter((parameter) => parameter.name !== ''),
    body: readBody(document, operation.requestBody),
    responses: Object.entries(asObject(operation.responses) ?? {}).map(([status, response]) =>
      readResponse(document, status, response),
    ),
  }
}

/**
 * An OpenAPI 3.1 document (OpenAPI Specification 3.1.1) as what the page shows, grouped by the operation's first tag in
 * the order the document names tags. Lenient: whatever is missing or of another shape is left out, nothing throws.
 */
export function readApi(input: unknown): ApiView {
  const document = asObject(input) ?? {}
  const info = asObject(document.info) ?? {}
  const tags = asList(document.tags).map((tag) => asObject(tag) ?? {})
  const groups = new Map<string, OperationView[]>(tags.map((tag) => [asText(tag.name), []]))
  for (const [path, value] of Object.entries(asObject(document.paths) ?? {})) {
    const item = resolve(document, value)
    for (const method of METHODS) {
      const operation = asObject(item[method])
      if (!operation) continue
      const tag = asText(asList(operation.tags)[0]) || 'other'
      const group = groups.get(tag) ?? []
      group.push(readOperation(document, path, method, item, operation))
      groups.set(tag, group)
    }
  }
  const describe = (name: string) => asText(tags.find((tag) => tag.name === name)?.description)
  return {
    title: asText(info.title) || 'API',
    version: asText(info.version),
    description: asText(info.description),
    groups: [...groups]
      .filter(([, operations]) => operations.length > 0)
      .map(([tag, operations]) => ({ tag, description: describe(tag), operations })),
  }
}

/** One POSIX shell word, whatever it holds. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`
}

/** A call that can be pasted into a shell: required parameters as `{name}`, the token from `$TOKEN`, the body's example. */
export function curlOf(operation: OperationView, baseUrl: string): string {
  const query = operation.parameters.filter((parameter) => parameter.place === 'query' && parameter.required)
  const asked = query.map(({ name }) => `${encodeURIComponent(name)}={${name}}`).join('&')
  const address = `${baseUrl.replace(/\/$/, '')}${operation.path}${asked ? `?${asked}` : ''}`
  const lines = [`curl -X ${operation.method} ${quoted(address)}`]
  if (operation.secured) lines.push('-H "authorization: Bearer $TOKEN"')
  if (operation.body?.contentType.includes('json')) {
    lines.push(`-H ${quoted(`content-type: ${operation.body.contentType}`)}`)
    lines.push(`-d ${quoted(JSON.stringify(operation.body.example, null, 2))}`)
  } else if (operation.body) {
    const files = operation.body.fields.filter((field) => field.required && field.depth === 0)
    lines.push(...files.map((field) => `-F ${quoted(`${field.name}=…`)}`))
  }
  return lines.join(' \\\n  ')
}

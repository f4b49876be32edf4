/** A JSON object of unknown shape. */
export type Json = Readonly<Record<string, unknown>>

/** One field of a body, flattened: `depth` says how far inside it stands, 0 at the top. */
export interface FieldView {
  readonly name: string
  readonly type: string
  readonly required: boolean
  readonly description: string
  readonly depth: number
}

/** How deep a nested or recursive schema is written out. */
const DEEPEST = 4

export function asObject(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

export function asText(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** Follows `$ref` inside the document (`#/a/b`, RFC 6901). A ref that leads nowhere, or round in a circle, gives an empty object. */
export function resolve(document: Json, value: unknown): Json {
  let here = asObject(value) ?? {}
  for (let hops = 0; hops < 16 && typeof here.$ref === 'string'; hops++) {
    const steps = here.$ref.replace(/^#\//, '').split('/')
    const target = steps.reduce<unknown>((at, step) => {
      const key = step.replaceAll('~1', '/').replaceAll('~0', '~')
      const object = asObject(at)
      return object && Object.hasOwn(object, key) ? object[key] : null
    }, document)
    here = asObject(target) ?? {}
  }
  return '$ref' in here ? {} : here
}

/** `allOf` as one schema: properties and requirements of every part together. */
function merged(document: Json, value: unknown): Json {
  const schema = resolve(document, value)
  const parts = asList(schema.allOf).map((part) => merged(document, part))
  if (parts.length === 0) return schema
  const all = [...parts, schema]
  return {
    ...Object.assign({}, ...all),
    properties: Object.assign({}, ...all.map((part) => asObject(part.properties) ?? {})),
    required: all.flatMap((part) => asList(part.required)),
  }
}

function alternatives(schema: Json): readonly unknown[] {
  return [...asList(schema.oneOf), ...asList(schema.anyOf)]
}

/** A schema's type in words: `string (email)`, `"a" | "b"`, `array of integer`, `string or null`. */
export function typeOf(document: Json, value: unknown, depth = 0): string {
  const schema = merged(document, value)
  if (depth > DEEPEST) return 'object'
  if ('const' in schema) return JSON.stringify(schema.const)
  const choices = asList(schema.enum)
  if (choices.length > 0) return choices.map((choice) => JSON.stringify(choice)).join(' | ')
  const either = alternatives(schema)
  if (either.length > 0) return [...new Set(either.map((one) => typeOf(document, one, depth + 1)))].join(' or ')
  const types = [schema.type].flat().filter((type): type is string => typeof type === 'string')
  if (schema.nullable === true) types.push('null')
  const named = types.map((type) => {
    if (type === 'array') return `array of ${typeOf(document, schema.items, depth + 1)}`
    return type === 'string' && asText(schema.format) ? `string (${asText(schema.format)})` : type
  })
  return named.join(' or ') || (asObject(schema.properties) ? 'object' : 'any')
}

/** The fields of an object, and of the objects and lists of objects in it, in the order they are written. A schema inside itself is not repeated. */
export function fieldsOf(document: Json, value: unknown, depth = 0, above: readonly Json[] = []): FieldView[] {
  const written = resolve(document, value)
  if (depth > DEEPEST || above.includes(written)) return []
  const inside = [...above, written]
  const schema = merged(document, written)
  if (schema.items !== undefined) return fieldsOf(document, schema.items, depth, inside)
  const properties = asObject(schema.properties)
  if (!properties) return alternatives(schema).flatMap((one) => fieldsOf(document, one, depth, inside))
  const required = new Set(asList(schema.required))
  return Object.entries(properties).flatMap(([name, property]) => [
    {
      name,
      type: typeOf(document, property),
      required: required.has(name),
      description: asText(resolve(document, property).description),
      depth,
    },
    ...fieldsOf(document, property, depth + 1, inside),
  ])
}

const SAMPLES: Readonly<Record<string, unknown>> = {
  string: 'text',
  integer: 1,
  number: 1.5,
  boolean: true,
  null: null,
  email: 'ana@example.com',
  'date-time': '2026-03-12T13:05:00Z',
  date: '2026-03-12',
  uri: 'https://example.com',
}

/** An example value: the schema's own where it gives one, else one made from its type. */
export function exampleOf(document: Json, value: unknown, depth = 0): unknown {
  const schema = merged(document, value)
  if ('example' in schema) return schema.example
  const given = asList(schema.examples)
  for (const known of [given[0], schema.default, schema.const, asList(schema.enum)[0]]) {
    if (known !== undefined) return known
  }
  const either = alternatives(schema)
  if (either.length > 0) return exampleOf(document, either[0], depth)
  if (depth > DEEPEST) return null
  const properties = asObject(schema.properties)
  if (properties) return exampleObject(document, properties, new Set(asList(schema.required)), depth)
  const type = [schema.type].flat()[0]
  if (type === 'array') return [exampleOf(document, schema.items, depth + 1)]
  return SAMPLES[asText(schema.format)] ?? SAMPLES[asText(type)] ?? {}
}

/** Required fields only, where any is required: the shortest call that works. */
function exampleObject(document: Json, properties: Json, required: ReadonlySet<unknown>, depth: number): Json {
  const entries = Object.entries(properties)
  const kept = required.size > 0 ? entries.filter(([name]) => required.has(name)) : entries
  return Object.fromEntries(kept.map(([name, property]) => [name, exampleOf(document, property, depth + 1)]))
}

import { describe, it } from 'vitest'
import { renderApiReference } from '../../src/pages/api-reference-page.tsx'
import { curlOf, readApi } from '../../src/pages/openapi-reading.ts'
import { nestingFaults, tagsOf, textOf } from './markup.ts'

const DOCUMENT = {
  openapi: '3.1.0',
  info: { title: 'Aircourier', version: '1', description: 'Parcels by air.' },
  security: [{ bearer: [] }],
  tags: [{ name: 'shipments', description: 'What is carried.' }],
  paths: {
    '/health': { get: { summary: 'Alive?', security: [], responses: { 200: { description: 'Yes' } } } },
    '/api/v1/shipments': {
      post: {
        tags: ['shipments'],
        summary: 'Create a shipment',
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Shipment' } } },
        },
        responses: {
          201: {
            description: 'Made',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Shipment' } } },
          },
        },
      },
    },
    '/api/v1/shipments/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' }, description: 'Which one.' }],
      delete: { tags: ['shipments'], deprecated: true, responses: { 200: { description: 'Cancelled' } } },
    },
  },
  components: {
    schemas: {
      Shipment: {
        type: 'object',
        required: ['origin', 'recipient'],
        properties: {
          origin: { type: 'string', description: 'IATA code', example: "MIA's" },
          status: { enum: ['created', 'received'] },
          recipient: { allOf: [{ $ref: '#/components/schemas/Party' }, { required: ['email'] }] },
          parts: { type: 'array', items: { $ref: '#/components/schemas/Shipment' } },
        },
      },
      Party: {
        type: 'object',
        required: ['name'],
        properties: { name: { type: 'string' }, email: { type: ['string', 'null'], format: 'email' } },
      },
    },
  },
}

const operations = (document: unknown) => readApi(document).groups.flatMap((group) => group.operations)

describe('the API reference', () => {
  it('is one sound page with every operation on it, each with an anchor of its own', async ({ expect }) => {
    const html = renderApiReference({ nonce: 'n', document: DOCUMENT, baseUrl: 'https://api.example' })
    const tags = await tagsOf(html)
    expect(nestingFaults(html)).toEqual([])
    expect(tags.filter((tag) => tag.name === 'h1')).toHaveLength(1)
    const ids = tags.flatMap((tag) => (tag.name === 'article' ? [tag.attributes.id] : []))
    expect(ids).toEqual(['post-api-v1-shipments', 'delete-api-v1-shipments-id', 'get-health'])
    const shown = textOf(html)
    for (const said of ['Create a shipment', 'What is carried.', 'Which one.', 'Deprecated', 'IATA code', 'Alive?']) {
      expect(shown).toContain(said)
    }
  })

  it('follows references, joins allOf, and writes a schema that contains itself once', ({ expect }) => {
    const [create] = operations(DOCUMENT)
    expect(create?.body?.fields.map(({ name, type, required, depth }) => [name, type, required, depth])).toEqual([
      ['origin', 'string', true, 0],
      ['status', '"created" | "received"', false, 0],
      ['recipient', 'object', true, 0],
      ['name', 'string', true, 1],
      ['email', 'string (email) or null', true, 1],
      ['parts', 'array of object', false, 0],
    ])
  })

  it('gives a call that a shell takes as it is meant', ({ expect }) => {
    const [create, , health] = operations(DOCUMENT)
    if (!create || !health) throw new Error('the document has three operations')
    const call = curlOf(create, 'https://api.example/')
    expect(call).toContain("curl -X POST 'https://api.example/api/v1/shipments'")
    expect(call).toContain('-H "authorization: Bearer $TOKEN"')
    expect(call).toContain(`"origin": "MIA'\\''s"`)
    expect(call).toContain('"email": "ana@example.com"')
    expect(curlOf(health, 'https://api.example')).not.toContain('authorization')
  })

  it('takes any shape without throwing', ({ expect }) => {
    const loop = {
      components: { a: { $ref: '#/components/a' } },
      paths: { '/x': { get: { requestBody: { $ref: '#/components/a' } } } },
    }
    const broken = [
      null,
      7,
      [],
      { paths: 3 },
      { paths: { '/x': { get: { parameters: [5, {}], responses: [] } } } },
      loop,
    ]
    for (const document of broken) {
      expect(renderApiReference({ nonce: 'n', document, baseUrl: 'https://a.example' })).toContain('<h1>')
    }
    expect(operations(loop).map((operation) => operation.body)).toEqual([null])
  })

  it('shows what stands in the document as text', async ({ expect }) => {
    const hostile = '<script>alert(1)</script>"'
    const document = {
      info: { title: hostile, description: hostile },
      paths: { [`/${hostile}`]: { get: { summary: hostile, tags: [hostile] } } },
    }
    const tags = await tagsOf(renderApiReference({ nonce: 'n', document, baseUrl: hostile }))
    expect(tags.filter((tag) => tag.name === 'script')).toHaveLength(1)
  })
})

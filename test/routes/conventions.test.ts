import { describe, it } from 'vitest'
import { aCompany, call } from '../harness/wire.ts'

describe('the conventions of the wire', () => {
  it('answers a wrong method with 405 and the methods there are', async ({ expect }) => {
    const { status, body, headers } = await call('PATCH', '/api/v1/auth/login', { body: {} })
    expect([status, body.code, headers.get('allow')]).toEqual([405, 'method_not_allowed', 'POST'])
  })

  it('answers a path that does not exist with a problem document that carries its request id', async ({ expect }) => {
    const { status, body, headers } = await call('GET', '/api/v1/nothing')
    expect([status, body.code, body.request_id]).toEqual([404, 'not_found', headers.get('x-request-id')])
    expect(headers.get('content-type')).toBe('application/problem+json')
  })

  it('gives every answer a request id, and keeps it out of shared caches unless it says otherwise', async ({
    expect,
  }) => {
    const company = await aCompany()
    const answer = await company.get('/shipments')
    expect(answer.headers.get('x-request-id')).toMatch(/^req_[0-9a-z]{26}$/)
    expect(answer.headers.get('cache-control')).toBe('private, no-store')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('names the version that answers', async ({ expect }) => {
    const { token } = await aCompany()
    expect((await call('GET', '/api/v2/shipments', { token })).headers.get('api-version')).toBe('2')
    expect((await call('GET', '/api/v3/shipments', { token })).status).toBe(404)
  })

  it('answers a bookmark that a client may send back, and forgives a broken one', async ({ expect }) => {
    const { token } = await aCompany()
    const first = await call('GET', '/api/v1/shipments', { token })
    const bookmark = first.headers.get('x-d1-bookmark') ?? ''
    expect(bookmark).not.toBe('')
    for (const sent of [bookmark, 'no bookmark; at all', 'x'.repeat(500)]) {
      expect((await call('GET', '/api/v1/shipments', { token, headers: { 'x-d1-bookmark': sent } })).status).toBe(200)
    }
  })

  it('is healthy without I/O, and ready when every store answers', async ({ expect }) => {
    expect((await call('GET', '/health')).body).toEqual({ status: 'ok' })
    expect((await call('GET', '/health/ready')).body).toEqual({ status: 'ready' })
  })

  it('documents every route that it has', async ({ expect }) => {
    const { body } = await call('GET', '/openapi.json')
    expect(body.openapi).toBe('3.1.0')
    expect(Object.keys(body.paths)).toContain('/api/v1/shipments/{id}/transitions')
    expect(Object.keys(body.paths)).toContain('/api/v2/track/{tracking_id}')
    const groups = body.tags.map(({ name }: { name: string }) => name)
    const used = new Set<string>()
    for (const operations of Object.values<Record<string, { summary?: string; tags: string[] }>>(body.paths)) {
      for (const operation of Object.values(operations)) {
        expect(operation.summary).toBeTruthy()
        for (const tag of operation.tags) used.add(tag)
      }
    }
    expect([...used].sort()).toEqual([...groups].sort())
    const page = await call('GET', '/docs')
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8'])
  })
})

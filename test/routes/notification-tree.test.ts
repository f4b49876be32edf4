import { runInDurableObject } from 'cloudflare:test'
import { env, exports } from 'cloudflare:workers'
import { it } from 'vitest'
import { childOf } from '../../src/durable-objects/hub-tree-messages.ts'
import { HubClient } from '../durable-objects/hub-client.ts'
import { aCompany, aParcel, type Company, call } from '../harness/wire.ts'

const hubOf = ({ tenantId }: Company, child = '') => env.NOTIFICATION_HUB.getByName(`tenant:${tenantId}${child}`)

async function open(path: string, headers: Readonly<Record<string, string>> = {}) {
  const request = new Request(`https://aircourier.test${path}`, { headers: { upgrade: 'websocket', ...headers } })
  const response = await exports.default.fetch(request)
  if (response.webSocket === null) throw new Error('no socket was opened')
  return { client: new HubClient(response.webSocket), subprotocol: response.headers.get('sec-websocket-protocol') }
}

it('a company with very many sockets has them on children: by token, ticket and subprotocol, live, replayed and ended', async ({
  expect,
}) => {
  const company = await aCompany()
  await hubOf(company).fanOutAbove(0)
  const { body: first } = await company.post('/shipments', aParcel())
  const { body: made } = await company.post('/notifications/ticket', {})
  const byToken = await open('/ws/notifications?since=0', { authorization: `Bearer ${company.token}` })
  const byTicket = await open(`/api/v1/ws/notifications?since=0&ticket=${made.ticket}`)
  const byProtocol = await open('/ws/notifications?since=0', { 'sec-websocket-protocol': `bearer, ${company.token}` })
  expect(byProtocol.subprotocol).toBe('bearer')
  const clients = [byToken, byTicket, byProtocol].map(({ client }) => client)
  const { body: second } = await company.post('/shipments', aParcel())
  for (const client of clients) {
    const frames = [await client.next(), await client.next(), await client.next()]
    expect(frames[0]).toMatchObject({ type: 'welcome' })
    expect(frames.slice(1)).toMatchObject([
      { seq: 1, data: { tracking_id: first.tracking_id } },
      { seq: 2, data: { tracking_id: second.tracking_id } },
    ])
  }
  const held = (hub: ReturnType<typeof hubOf>) =>
    runInDurableObject(hub, (_, ctx) => ctx.getWebSockets().filter((ws) => ws.readyState === WebSocket.OPEN).length)
  expect(await held(hubOf(company))).toBe(0)
  expect(await held(hubOf(company, `/${childOf(company.userId)}`))).toBe(3)

  const { body: signedIn } = await call('GET', '/api/v1/auth/sessions', { token: company.token })
  expect(signedIn.data).toHaveLength(1)
  expect((await company.delete(`/auth/sessions/${signedIn.data[0].id}`)).status).toBeLessThan(300)
  for (const client of clients) expect(await client.closed).toMatchObject({ code: 4401 })
  const late = await open('/ws/notifications', { authorization: `Bearer ${company.token}` })
  expect(await late.client.closed).toMatchObject({ code: 4401 })
})

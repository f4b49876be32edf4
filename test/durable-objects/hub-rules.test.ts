import { it } from 'vitest'
import { answerMessage } from '../../src/durable-objects/hub-conversation.ts'
import { parseIdentity } from '../../src/durable-objects/hub-messages.ts'
import {
  closeQuietly,
  dueAt,
  isBenign,
  overdue,
  type SocketState,
  sendQuietly,
} from '../../src/durable-objects/hub-socket.ts'
import { maySee } from '../../src/durable-objects/hub-visibility.ts'
import { customer, eventOf, staff } from './hub-client.ts'

const state: SocketState = { v: 2, identity: staff, topics: null, ordinal: 1, after: 0, renewBy: null, recent: [] }
const say = (message: unknown, before = state, now = 0) => answerMessage(before, JSON.stringify(message), now)
const names = (count: number) => Array.from({ length: count }, (_, index) => `shipment:shp_${index}`)

it('lets staff see what is for staff, a person what names them, and everyone what is public', ({ expect }) => {
  const forStaff = eventOf('ntf_1')
  const forCustomer = eventOf('ntf_2', { audience: { staff: false, users: [customer.userId] } })
  const forAll = eventOf('ntf_3', { audience: { staff: false, users: [], everyone: true } })
  const seen = [staff, customer].map((who) => [forStaff, forCustomer, forAll].map((event) => maySee(who, null, event)))
  expect(seen).toEqual([
    [true, false, true],
    [false, true, true],
  ])
})

it('narrows by topic but never widens', ({ expect }) => {
  const event = eventOf('ntf_1', { topics: ['shipments', 'shipment:shp_1'] })
  expect(maySee(staff, ['shipment:shp_1'], event)).toBe(true)
  expect(maySee(staff, ['flights'], event)).toBe(false)
  expect(maySee(staff, [], event)).toBe(false)
  expect(maySee(customer, ['shipment:shp_1'], event)).toBe(false)
})

it('adds and removes topics, and stays silent after the last one is left', ({ expect }) => {
  const first = say({ type: 'subscribe', topics: ['flights', 'shipments', 'flights'] })
  if ('close' in first) throw new Error('closed')
  expect(first.reply).toBe('{"type":"subscribed","topics":["flights","shipments"]}')
  const last = say({ type: 'unsubscribe', topics: ['flights', 'shipments'] }, first.state)
  if ('close' in last) throw new Error('closed')
  expect(last.state.topics).toEqual([])
  const never = say({ type: 'unsubscribe', topics: ['flights'] })
  expect(never).toMatchObject({ state: { topics: null } })
})

it('holds fifty topics and not one more, at once or little by little', ({ expect }) => {
  const tooMany = { reply: '{"type":"error","code":"too_many_topics"}' }
  expect(say({ type: 'subscribe', topics: names(51) })).toMatchObject(tooMany)
  const full = say({ type: 'subscribe', topics: names(50) })
  if ('close' in full) throw new Error('closed')
  expect(full.state.topics).toHaveLength(50)
  const over = say({ type: 'subscribe', topics: ['flights'] }, full.state)
  expect(over).toMatchObject({ ...tooMany, state: { topics: full.state.topics } })
})

it('keeps a full socket inside the 16 KiB of an attachment', ({ expect }) => {
  const topics = Array.from({ length: 50 }, (_, index) => `${'t'.repeat(78)}${index + 10}`)
  const long = 'i'.repeat(120)
  const identity = { userId: long, role: long, staff: true, sessionId: long, expiresAt: 1, issuedAt: 1 }
  const full: SocketState = { ...state, identity, topics, recent: Array.from({ length: 20 }, () => Date.now()) }
  const { 0: client, 1: server } = new WebSocketPair()
  expect(() => server.serializeAttachment(full)).not.toThrow()
  expect(server.deserializeAttachment()).toEqual(full)
  expect(() => server.serializeAttachment({ ...full, more: 'x'.repeat(16_384) })).toThrow()
  client.accept()
})

it.for([
  ['not JSON', '{', 'not_json'],
  ['an empty message', '', 'not_json'],
  ['JSON that is no message', '"subscribe"', 'unknown_type'],
  ['null', 'null', 'unknown_type'],
  ['an unknown type', '{"type":"publish"}', 'unknown_type'],
  ['no topics', '{"type":"subscribe"}', 'invalid_topics'],
  ['an empty list', '{"type":"subscribe","topics":[]}', 'invalid_topics'],
  ['topics that are no list', '{"type":"subscribe","topics":{"length":1}}', 'invalid_topics'],
  ['a topic that is no text', '{"type":"subscribe","topics":[1]}', 'invalid_topics'],
  ['a topic with a space', '{"type":"subscribe","topics":["a b"]}', 'invalid_topics'],
  ['a topic of 81 characters', JSON.stringify({ type: 'subscribe', topics: ['a'.repeat(81)] }), 'invalid_topics'],
])('answers %s with its code', ([, text, code], { expect }) => {
  expect(answerMessage(state, text ?? '', 0)).toMatchObject({ reply: JSON.stringify({ type: 'error', code }) })
})

it('answers binary, and closes over 4 KiB counted in bytes', ({ expect }) => {
  expect(answerMessage(state, new ArrayBuffer(4), 0)).toMatchObject({
    reply: '{"type":"error","code":"binary_not_supported"}',
  })
  expect(answerMessage(state, 'x'.repeat(4096), 0)).toHaveProperty('reply')
  for (const large of ['x'.repeat(4097), 'é'.repeat(2049), new ArrayBuffer(4097)]) {
    expect(answerMessage(state, large, 0)).toMatchObject({ close: { code: 4413 } })
  }
})

it('takes twenty messages in any ten seconds, garbage counted, and not one more', ({ expect }) => {
  let current = state
  const send = (now: number) => {
    const answer = answerMessage(current, 'garbage', now)
    if ('close' in answer) return answer.close.code
    current = answer.state
    return 'ok'
  }
  for (let index = 0; index < 20; index += 1) expect(send(index * 400)).toBe('ok')
  const afterTwenty = current
  expect(send(9_999)).toBe(4429)
  current = afterTwenty
  expect(send(10_000)).toBe('ok')
  expect(send(10_001)).toBe(4429)
})

it('knows when the clock closes a socket', ({ expect }) => {
  const signedIn: SocketState = { ...state, identity: { ...staff, expiresAt: 1000 } }
  const watcher: SocketState = { ...state, renewBy: 500 }
  expect([dueAt(state), dueAt(signedIn), dueAt(watcher)]).toEqual([null, 1000, 500])
  expect([overdue(signedIn, 999), overdue(signedIn, 1000)?.code]).toEqual([null, 4401])
  expect([overdue(watcher, 499), overdue(watcher, 500)?.code]).toEqual([null, 4408])
})

it.for([
  ['nothing', null],
  ['not JSON', '{'],
  ['an empty user', JSON.stringify({ ...staff, userId: '' })],
  ['a user of 121 characters', JSON.stringify({ ...staff, userId: 'u'.repeat(121) })],
  ['staff that is not a boolean', JSON.stringify({ ...staff, staff: 'yes' })],
  ['no expiry', JSON.stringify({ ...staff, expiresAt: undefined })],
] as const)('takes %s for no identity', ([, text], { expect }) => {
  expect(parseIdentity(text)).toBeNull()
  expect(parseIdentity(JSON.stringify(staff))).toEqual(staff)
})

it('closes with a reason of at most 123 bytes, whole characters only, and never with a reserved code', async ({
  expect,
}) => {
  const { 0: client, 1: server } = new WebSocketPair()
  client.accept()
  server.accept()
  const closed = new Promise<CloseEvent>((resolve) => client.addEventListener('close', resolve))
  for (const code of [1006, 1015]) {
    closeQuietly(server, { code, reason: '' })
    expect(server.readyState).toBe(WebSocket.OPEN)
  }
  closeQuietly(server, { code: 4401, reason: 'é'.repeat(70) })
  expect(await closed).toMatchObject({ code: 4401, reason: 'é'.repeat(61) })
  expect(() => closeQuietly(server, { code: 4401, reason: 'again' })).not.toThrow()
  expect(sendQuietly(server, 'late')).toBe(false)
})

it('tells a connection that went away from an error worth a log line', ({ expect }) => {
  const { 0: client, 1: server } = new WebSocketPair()
  client.accept()
  server.accept()
  expect(isBenign(server, new Error('Network connection lost.'))).toBe(true)
  expect(isBenign(server, new Error('WebSocket peer disconnected'))).toBe(true)
  expect(isBenign(server, new Error('something else'))).toBe(false)
  expect(isBenign(server, 'Network connection lost.')).toBe(false)
  server.close(1000)
  expect(isBenign(server, new Error('something else'))).toBe(true)
})

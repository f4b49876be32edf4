import { describe, it } from 'vitest'
import { liveScript, startLive } from '../../src/pages/tracking-live.ts'
import { Browser, type FakePage } from './fake-window.ts'
import { NOW } from './sample-view.ts'

const FLYING: FakePage = { sentence: 'On its way', made: NOW, steps: ['evt_1'], live: true }
const LANDED: FakePage = { sentence: 'Arrived', made: NOW + 9000, steps: ['evt_2', 'evt_1'], live: true }
const at = (ms: number) => new Date(ms).toISOString()
const landing = { type: 'event', seq: 42, at: at(NOW + 5000) }

function open(page: FakePage = FLYING): Browser {
  const browser = new Browser(page)
  startLive(browser.window())
  return browser
}

function connected(): Browser {
  const browser = open()
  browser.socket.hear({ type: 'welcome', seq: 41 })
  return browser
}

describe('an open tracking page', () => {
  it('listens from the sequence number it was made at, over TLS as the page itself', ({ expect }) => {
    const browser = connected()
    expect(browser.socket.url).toBe('wss://go.example/ws/track/X?since=41')
    expect(browser.element('live')).toMatchObject({ hidden: false, className: 'live connected' })
  })

  it('shows a change without losing focus or place, and says it once', async ({ expect }) => {
    const browser = connected()
    browser.document.activeElement = { id: 'announce' }
    browser.served = LANDED
    browser.socket.hear(landing)
    await browser.pass(1000)
    expect(browser.element('main').innerHTML).toBe('evt_2 evt_1')
    expect(browser.element('main').querySelector('evt_2').fresh).toEqual(['fresh'])
    expect(browser.element('main').querySelector('evt_1').fresh).toEqual([])
    expect(browser.element('announce')).toMatchObject({ textContent: 'Arrived', focused: 1 })
    expect(browser.scrolledTo).toBe(600)
    expect(browser.document.title).toBe('Arrived')
  })

  it('fetches once for many events in a row', async ({ expect }) => {
    const browser = connected()
    browser.served = LANDED
    for (const seq of [42, 43, 44]) browser.socket.hear({ ...landing, seq })
    await browser.pass(1000)
    expect(browser.fetches).toBe(1)
  })

  it('does not fetch for a replay of what it shows already', async ({ expect }) => {
    const browser = connected()
    browser.socket.hear({ type: 'event', seq: 40, at: at(NOW - 60_000) })
    await browser.pass(60_000)
    expect(browser.fetches).toBe(0)
  })

  it('asks again, a few times, while a cache still gives the old page', async ({ expect }) => {
    const browser = connected()
    browser.socket.hear(landing)
    await browser.pass(1000)
    expect(browser.fetches).toBe(1)
    browser.served = LANDED
    await browser.pass(2000)
    expect(browser.element('main').dataset.sentence).toBe('Arrived')

    const stale = connected()
    stale.socket.hear(landing)
    for (let i = 0; i < 10; i++) await stale.pass(20_000)
    expect(stale.fetches).toBe(4)
  })

  it('never puts an older page over a newer one', async ({ expect }) => {
    const browser = connected()
    browser.served = LANDED
    browser.socket.hear(landing)
    await browser.pass(1000)
    browser.served = FLYING
    browser.socket.hear({ ...landing, seq: 43, at: at(NOW + 20_000) })
    await browser.pass(1000)
    expect(browser.element('main').dataset.sentence).toBe('Arrived')
  })

  it('comes back with its cursor after a cut, each time later, at most a minute', async ({ expect }) => {
    const browser = connected()
    browser.socket.hear(landing)
    const waits: number[] = []
    for (let i = 0; i < 8; i++) {
      browser.timers = []
      browser.socket.cut()
      expect(browser.element('live').className).toBe('live disconnected')
      waits.push(...browser.timers.map((timer) => timer.ms))
      await browser.pass(60_000)
    }
    expect(waits).toEqual([750, 1500, 3000, 6000, 12_000, 24_000, 45_000, 45_000])
    expect(browser.socket.url).toContain('?since=42')
  })

  it('starts over quickly once it was welcomed again', async ({ expect }) => {
    const browser = connected()
    browser.socket.cut()
    await browser.pass(1000)
    browser.socket.hear({ type: 'welcome', seq: 41 })
    browser.socket.cut()
    expect(browser.timers.map((timer) => timer.ms)).toContain(750)
  })

  it('reads the page anew when the log no longer reaches back, and moves its cursor to the log’s end', async ({
    expect,
  }) => {
    const browser = open()
    browser.socket.hear({ type: 'welcome', seq: 90 })
    browser.served = LANDED
    browser.socket.hear({ type: 'resync' })
    await browser.pass(1000)
    expect(browser.element('main').dataset.sentence).toBe('Arrived')
    browser.socket.cut()
    await browser.pass(1000)
    expect(browser.socket.url).toContain('?since=90')
  })

  it('is silent while nobody looks, and true again when somebody does', async ({ expect }) => {
    const browser = connected()
    const first = browser.socket
    browser.look('hidden')
    expect(first.closed).toBe(true)
    first.cut(1000)
    await browser.pass(60_000)
    expect(browser.sockets).toHaveLength(1)
    browser.served = LANDED
    browser.look('visible')
    await browser.pass(6000)
    expect(browser.sockets).toHaveLength(2)
    expect(browser.element('main').dataset.sentence).toBe('Arrived')
  })

  it('gives up a line that does not answer its ping', async ({ expect }) => {
    const browser = connected()
    const first = browser.socket
    await browser.pass(30_000)
    expect(first.sent).toEqual(['ping'])
    await browser.pass(15_000)
    expect(first.closed).toBe(true)
    await browser.pass(1000)
    expect(browser.sockets).toHaveLength(2)
  })

  it('keeps a line whose ping is answered', async ({ expect }) => {
    const browser = connected()
    await browser.pass(30_000)
    browser.socket.hear('pong')
    await browser.pass(15_000)
    expect(browser.socket.closed).toBe(false)
  })

  it('stops when the journey is over, when it is refused, and where sockets are forbidden', async ({ expect }) => {
    const delivered = connected()
    delivered.served = { ...LANDED, sentence: 'Delivered', live: false }
    delivered.socket.hear(landing)
    await delivered.pass(1000)
    expect(delivered.socket.closed).toBe(true)
    expect(delivered.element('live').hidden).toBe(true)

    const refused = connected()
    refused.socket.cut(4403)
    await refused.pass(60_000)
    expect(refused.sockets).toHaveLength(1)

    const forbidden = new Browser(FLYING)
    forbidden.socketsForbidden = true
    startLive(forbidden.window())
    expect(forbidden.element('live').hidden).toBe(true)
  })
})

describe('the script as it is sent', () => {
  it('is one call of a function that needs nothing around it and cannot end its own element', ({ expect }) => {
    const script = liveScript()
    expect(script).toMatch(/^\(function startLive\(/)
    expect(script).not.toContain('</')
    expect(script).not.toContain('__vite')
  })
})

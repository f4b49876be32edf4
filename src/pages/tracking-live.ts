import type { LiveElement, LiveSocket, LiveWindow } from './live-window.ts'

/**
 * Keeps an open tracking page true. It listens on the socket that the page names, from the sequence number the page was
 * made at; any event or `resync` fetches the page anew and swaps what is inside `<main>`, keeping focus and scroll. A lost
 * connection comes back with its cursor after 1 s doubling to 60 s, half of it random, so that a deploy does not bring
 * everyone back at once; a hidden page listens to nothing. Socket protocol: welcome, event, resync; `ping` every 30 s.
 *
 * It is sent to the browser as its own source text, so it may name nothing outside itself, and it is written as methods
 * of one object because a bundler that keeps names wraps every other form of function in a helper the browser lacks.
 */
export function startLive(window: LiveWindow): void {
  const document = window.document
  const live = {
    badge: document.getElementById('live'),
    socket: null as LiveSocket | null,
    cursor: Number(document.getElementById('main')?.dataset.since ?? 0),
    newest: 0,
    wanted: 0,
    attempts: 0,
    over: false,
    timer: 0,
    heart: 0,
    refreshing: 0,

    show(state: 'connected' | 'connecting' | 'disconnected') {
      if (!this.badge) return
      this.badge.hidden = false
      this.badge.className = `live ${state}`
      const word = this.badge.querySelector('.word')
      if (word) word.textContent = this.badge.dataset[state] ?? ''
    },

    connect() {
      const path = this.badge?.dataset.socket
      if (!path || this.over || this.socket || document.visibilityState === 'hidden') return
      const url = new URL(path, window.location.href)
      url.protocol = url.protocol === 'http:' ? 'ws:' : 'wss:'
      url.searchParams.set('since', String(this.cursor))
      const socket = this.open(url.href)
      if (!socket) return this.end()
      this.socket = socket
      socket.onmessage = (message) => this.hear(String(message.data))
      socket.onclose = (closed) => this.lost(socket, closed.code)
      this.beat()
    },

    /** A browser or a policy that forbids sockets throws here: then the page is simply not live. */
    open(url: string): LiveSocket | null {
      try {
        return new window.WebSocket(url)
      } catch {
        return null
      }
    },

    /** Two beats without a word from the other side: the line is dead, whatever the socket believes. */
    beat() {
      window.clearTimeout(this.heart)
      const socket = this.socket
      if (!socket) return
      this.heart = window.setTimeout(() => {
        if (this.socket !== socket) return
        socket.send('ping')
        this.heart = window.setTimeout(() => this.drop(socket), 15_000)
      }, 30_000)
    },

    drop(socket: LiveSocket) {
      if (this.socket !== socket) return
      this.lost(socket, 1006)
      socket.close()
    },

    lost(socket: LiveSocket, code: number) {
      if (this.socket !== socket) return
      this.socket = null
      window.clearTimeout(this.heart)
      if (code === 4401 || code === 4403) return this.end()
      this.show('disconnected')
      const wait = Math.min(60_000, 1000 * 2 ** this.attempts)
      this.attempts += 1
      this.timer = window.setTimeout(() => this.connect(), wait / 2 + (window.random() * wait) / 2)
    },

    end() {
      this.over = true
      window.clearTimeout(this.timer)
      window.clearTimeout(this.heart)
      if (this.badge) this.badge.hidden = true
      const socket = this.socket
      this.socket = null
      socket?.close()
    },

    hear(text: string) {
      this.beat()
      const message = this.read(text)
      const seq = typeof message.seq === 'number' ? message.seq : 0
      if (message.type === 'welcome') {
        this.attempts = 0
        this.newest = seq
        this.show('connected')
      }
      if (message.type === 'event') {
        this.cursor = Math.max(this.cursor, seq)
        this.learn(Date.parse(String(message.at)))
      }
      if (message.type === 'resync') {
        this.cursor = this.newest
        this.refreshSoon(0)
      }
    },

    /** Of a replay, what the page was made well after is on it already. */
    learn(at: number) {
      const made = Number(document.getElementById('main')?.dataset.made ?? 0)
      if (at + 3000 < made) return
      this.wanted = Math.max(this.wanted, at || made)
      this.refreshSoon(0)
    },

    read(text: string): { type?: unknown; seq?: unknown; at?: unknown } {
      try {
        const message: unknown = JSON.parse(text)
        return typeof message === 'object' && message !== null ? message : {}
      } catch {
        return {}
      }
    },

    /** Several events at once make one fetch, and a landing does not make everybody fetch in the same instant. */
    refreshSoon(tries: number) {
      window.clearTimeout(this.refreshing)
      const wait = tries === 0 ? 200 + window.random() * 800 : 2000 * tries
      this.refreshing = window.setTimeout(() => void this.refresh(tries), wait)
    },

    async refresh(tries: number) {
      let settled = false
      try {
        const answer = await window.fetch(window.location.href, { headers: { accept: 'text/html' }, cache: 'no-store' })
        if (answer.ok) settled = this.swap(await answer.text())
      } catch {
        settled = false
      }
      if (!settled && tries < 3) this.refreshSoon(tries + 1)
    },

    /**
     * Whether the answer shows what was wanted: something new, or a page made well after it. A cache on the way may still
     * hold an old page, which never replaces a newer one.
     */
    swap(html: string): boolean {
      const fresh = new window.DOMParser().parseFromString(html, 'text/html')
      const next = fresh.getElementById('main')
      const main = document.getElementById('main')
      const made = Number(next?.dataset.made ?? 0)
      if (!next || !main || made <= Number(main.dataset.made ?? 0)) return false
      const known = new Set([...main.querySelectorAll('.step')].map((step) => step.id))
      const said = main.dataset.sentence
      this.replace(main, next)
      document.title = fresh.title
      const steps = [...main.querySelectorAll('.step')].filter((step) => !known.has(step.id))
      for (const step of steps) step.classList.add('fresh')
      if (!fresh.getElementById('live')) this.end()
      return steps.length > 0 || said !== main.dataset.sentence || made >= this.wanted + 3000
    },

    replace(main: LiveElement, next: LiveElement) {
      const focused = document.activeElement?.id
      const { scrollX, scrollY } = window
      main.innerHTML = next.innerHTML
      if (focused) document.getElementById(focused)?.focus({ preventScroll: true })
      window.scrollTo(scrollX, scrollY)
      this.announce(main, next)
    },

    announce(main: LiveElement, next: LiveElement) {
      this.cursor = Math.max(this.cursor, Number(next.dataset.since ?? 0))
      main.dataset.made = next.dataset.made
      if (main.dataset.sentence === next.dataset.sentence) return
      main.dataset.sentence = next.dataset.sentence
      const line = document.getElementById('announce')
      if (line) line.textContent = next.dataset.sentence ?? ''
    },

    /** Someone who comes back wants the truth at once, whatever the socket missed meanwhile. */
    seen() {
      window.clearTimeout(this.timer)
      if (this.over) return
      if (document.visibilityState !== 'hidden') {
        this.attempts = 0
        this.show('connecting')
        this.refreshSoon(3)
        this.connect()
        return
      }
      const socket = this.socket
      this.socket = null
      window.clearTimeout(this.heart)
      socket?.close()
    },
  }
  document.addEventListener('visibilitychange', () => live.seen())
  live.show('connecting')
  live.connect()
}

/** What the page's script element holds: the function above, called. */
export function liveScript(): string {
  const start = startLive.toString().replaceAll('</', '<\\/')
  return `(${start})({
  document, location, WebSocket, DOMParser,
  get scrollX() { return window.scrollX },
  get scrollY() { return window.scrollY },
  scrollTo: (x, y) => window.scrollTo({ left: x, top: y, behavior: 'instant' }),
  fetch: (url, init) => window.fetch(url, init),
  setTimeout: (run, ms) => window.setTimeout(run, ms),
  clearTimeout: (timer) => window.clearTimeout(timer),
  random: () => Math.random()
})`
}

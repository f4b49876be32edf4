import type { LiveDocument, LiveElement, LiveSocket, LiveWindow } from '../../src/pages/live-window.ts'

/** A page as the script sees it: what it says, which steps it shows, when it was made. */
export interface FakePage {
  readonly sentence: string
  readonly made: number
  readonly steps: readonly string[]
  readonly live: boolean
}

class FakeElement implements LiveElement {
  readonly dataset: Record<string, string | undefined> = {}
  hidden = true
  className = ''
  textContent: string | null = ''
  innerHTML = ''
  focused = 0
  readonly fresh: string[] = []
  readonly id: string
  readonly children = new Map<string, FakeElement>()

  constructor(id: string) {
    this.id = id
  }

  readonly classList = { add: (name: string) => void this.fresh.push(name) }

  querySelector(selector: string): FakeElement {
    const known = this.children.get(selector) ?? new FakeElement(selector)
    this.children.set(selector, known)
    return known
  }

  /** Its markup is the list of its steps' ids. */
  querySelectorAll(): FakeElement[] {
    return this.innerHTML.split(' ').flatMap((id) => (id ? [this.querySelector(id)] : []))
  }

  focus(): void {
    this.focused += 1
  }
}

class FakeDocument implements LiveDocument {
  title = ''
  visibilityState = 'visible'
  activeElement: { id: string } | null = null
  readonly elements = new Map<string, FakeElement>()
  readonly listeners: (() => void)[] = []

  constructor(page: FakePage) {
    const main = this.make('main')
    main.dataset.sentence = page.sentence
    main.dataset.made = String(page.made)
    main.dataset.since = '41'
    main.innerHTML = page.steps.join(' ')
    this.title = page.sentence
    this.make('announce')
    if (page.live) this.make('live').dataset.socket = '/ws/track/X'
  }

  make(id: string): FakeElement {
    const element = new FakeElement(id)
    this.elements.set(id, element)
    return element
  }

  getElementById(id: string): FakeElement | null {
    return this.elements.get(id) ?? null
  }

  addEventListener(_: string, listener: () => void): void {
    this.listeners.push(listener)
  }
}

class FakeSocket implements LiveSocket {
  onmessage: ((message: { data: unknown }) => void) | null = null
  onclose: ((closed: { code: number }) => void) | null = null
  readonly sent: string[] = []
  closed = false
  readonly url: string

  constructor(url: string) {
    this.url = url
  }

  send(text: string): void {
    this.sent.push(text)
  }

  close(): void {
    this.closed = true
  }

  hear(message: object | string): void {
    this.onmessage?.({ data: typeof message === 'string' ? message : JSON.stringify(message) })
  }

  cut(code = 1006): void {
    this.onclose?.({ code })
  }
}

interface Timer {
  readonly id: number
  readonly ms: number
  readonly run: () => void
}

/** A browser that stands still: its timers run when a test says so, its server answers with `served`. */
export class Browser {
  served: FakePage
  fetches = 0
  readonly sockets: FakeSocket[] = []
  readonly document: FakeDocument
  timers: Timer[] = []
  scrolledTo: number | null = null
  socketsForbidden = false
  private lastTimer = 0

  constructor(page: FakePage) {
    this.served = page
    this.document = new FakeDocument(page)
  }

  get socket(): FakeSocket {
    const socket = this.sockets.at(-1)
    if (!socket) throw new Error('no socket was opened')
    return socket
  }

  element(id: string): FakeElement {
    const element = this.document.getElementById(id)
    if (!element) throw new Error(`the page has no #${id}`)
    return element
  }

  /** Runs the timers that wait for at most `ms`, and what they lead to. */
  async pass(ms: number): Promise<void> {
    const due = this.timers.filter((timer) => timer.ms <= ms)
    this.timers = this.timers.filter((timer) => timer.ms > ms)
    for (const timer of due) timer.run()
    for (let i = 0; i < 10; i++) await Promise.resolve()
  }

  look(visibility: 'visible' | 'hidden'): void {
    this.document.visibilityState = visibility
    for (const listener of this.document.listeners) listener()
  }

  window(): LiveWindow {
    const browser = this
    return {
      document: this.document,
      location: { href: 'https://go.example/t/X' },
      WebSocket: class extends FakeSocket {
        constructor(url: string) {
          if (browser.socketsForbidden) throw new Error('SecurityError')
          super(url)
          browser.sockets.push(this)
        }
      },
      DOMParser: class {
        parseFromString(text: string): LiveDocument {
          return new FakeDocument(JSON.parse(text))
        }
      },
      scrollX: 0,
      scrollY: 600,
      scrollTo: (_, y) => {
        this.scrolledTo = y
      },
      fetch: async () => {
        this.fetches += 1
        const text = JSON.stringify(this.served)
        return { ok: true, text: async () => text }
      },
      setTimeout: (run, ms) => {
        this.lastTimer += 1
        this.timers.push({ id: this.lastTimer, ms, run })
        return this.lastTimer
      },
      clearTimeout: (id) => {
        this.timers = this.timers.filter((timer) => timer.id !== id)
      },
      random: () => 0.5,
    }
  }
}

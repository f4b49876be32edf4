/** The little of an element that the script touches. */
export interface LiveElement {
  readonly id: string
  readonly dataset: Record<string, string | undefined>
  readonly classList: { add(name: string): void }
  hidden: boolean
  className: string
  textContent: string | null
  innerHTML: string
  querySelector(selector: string): LiveElement | null
  querySelectorAll(selector: string): Iterable<LiveElement>
  focus(options: { preventScroll: boolean }): void
}

export interface LiveSocket {
  onmessage: ((message: { data: unknown }) => void) | null
  onclose: ((closed: { code: number }) => void) | null
  send(text: string): void
  close(): void
}

export interface LiveDocument {
  title: string
  readonly visibilityState: string
  readonly activeElement: { readonly id: string } | null
  getElementById(id: string): LiveElement | null
  addEventListener(name: string, listener: () => void): void
}

interface LiveAnswer {
  readonly ok: boolean
  text(): Promise<string>
}

/** The little of a browser's window that the script needs. */
export interface LiveWindow {
  readonly document: LiveDocument
  readonly location: { readonly href: string }
  readonly WebSocket: new (url: string) => LiveSocket
  readonly DOMParser: new () => { parseFromString(text: string, type: 'text/html'): LiveDocument }
  readonly scrollX: number
  readonly scrollY: number
  scrollTo(x: number, y: number): void
  fetch(url: string, init: { headers: Record<string, string>; cache: 'no-store' }): Promise<LiveAnswer>
  setTimeout(run: () => void, ms: number): number
  clearTimeout(timer: number): void
  random(): number
}

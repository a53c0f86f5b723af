import type { Watches } from './watches.ts'

interface Message {
  id?: string | number
  method?: string
  params?: { notifications?: { resourceSubscriptions?: unknown }; requestId?: string | number }
}

/** Most addresses that one request may listen to. */
const MOST = 100

/** Which resources the clients of 2026 listen to: the SDK answers `subscriptions/listen` itself and tells nobody. */
export class ListenWatch {
  readonly #watches: Watches
  readonly #open = new Map<string | number, (() => void)[]>()

  constructor(watches: Watches) {
    this.#watches = watches
  }

  /** Looks at a message of the client. */
  see(message: unknown): void {
    const { id, method, params } = message as Message
    if (method === 'subscriptions/listen' && id !== undefined) {
      const uris = params?.notifications?.resourceSubscriptions
      if (!Array.isArray(uris)) return
      this.end(id)
      const wanted = uris.filter((uri) => typeof uri === 'string').slice(0, MOST)
      this.#open.set(
        id,
        wanted.map((uri) => this.#watches.open(uri)),
      )
    }
    if (method === 'notifications/cancelled' && params?.requestId !== undefined) this.end(params.requestId)
  }

  /** The request that listened is over. */
  end(id: string | number): void {
    for (const leave of this.#open.get(id) ?? []) leave()
    this.#open.delete(id)
  }

  close(): void {
    for (const id of [...this.#open.keys()]) this.end(id)
  }
}

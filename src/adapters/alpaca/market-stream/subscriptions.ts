/** What of a symbol is followed. */
export interface Channels {
  quotes: boolean
  bars: boolean
}

/** A change that was asked of the vendor. `left`: symbols it has not answered for. */
interface Request {
  action: 'subscribe' | 'unsubscribe'
  left: string[]
  /** Symbols that one message holds. */
  slice: number
  /** Symbols the vendor did not take, with its words. */
  done(refused: Refusal | null): void
}

export interface Refusal {
  symbols: string[]
  code: number
  words: string
}

/** A message may be a megabyte, and the plan's limit is found by halving: more in one message saves nothing. */
const MOST_IN_ONE = 200

export interface SubscriptionParts {
  send(message: unknown): void
  /** What is followed now: quotes may have been shed. */
  channels(): Channels
}

/**
 * What the vendor has been asked to send, one request under way at a time, since its answers name no request. A slice that is too many (405) is halved until
 * what fits has been taken: which is how the plan's limit is learnt.
 */
export class Subscriptions {
  /** As the vendor last confirmed it. */
  confirmed: ReadonlySet<string> = new Set()
  /** Most symbols that the plan allows; null until it has refused one. */
  limit: number | null = null
  #queue: Request[] = []
  /** Whether the first of the queue waits for an answer. */
  #isAsking = false
  #parts: SubscriptionParts | null = null

  /** A new connection knows nothing: what was asked before is asked again by whoever still wants it. */
  begin(parts: SubscriptionParts): void {
    this.end()
    this.#parts = parts
    this.confirmed = new Set()
  }

  /** With the connection everything is unsubscribed; what was to be subscribed is asked for again on the next one. */
  end(): void {
    const unsubscribed = this.#queue.filter(({ action }) => action === 'unsubscribe')
    this.#parts = null
    this.#queue = []
    this.#isAsking = false
    for (const { done } of unsubscribed) done(null)
  }

  /** Whether answers are outstanding. */
  get isBusy(): boolean {
    return this.#queue.length > 0
  }

  get isOpen(): boolean {
    return this.#parts !== null
  }

  change(action: Request['action'], symbols: Iterable<string>, done: Request['done'] = () => {}): void {
    this.#queue.push({ action, left: [...symbols], slice: MOST_IN_ONE, done })
    this.#ask()
  }

  /** The vendor's complete state after a change. */
  answered(trades: readonly string[]): void {
    this.confirmed = new Set(trades)
    const request = this.#takeAnswer()
    if (!request) return
    request.left.splice(0, request.slice)
    this.#ask()
  }

  /** The vendor does not do it. True when the request was one of ours. */
  refused(code: number, words: string): boolean {
    const request = this.#takeAnswer()
    if (!request) return false
    const tooMany = code === 405 || code === 413
    if (tooMany && request.action === 'subscribe' && Math.min(request.slice, request.left.length) > 1) {
      request.slice = Math.floor(Math.min(request.slice, request.left.length) / 2)
    } else {
      if (tooMany) this.limit = this.confirmed.size
      this.#queue.shift()
      request.done({ symbols: request.left, code, words })
    }
    this.#ask()
    return true
  }

  #takeAnswer(): Request | null {
    if (!this.#isAsking) return null
    this.#isAsking = false
    return this.#queue[0] ?? null
  }

  #ask(): void {
    while (!this.#isAsking && this.#parts && this.#queue.length > 0) {
      const { action, left, slice, done } = this.#queue[0]
      if (left.length === 0) {
        this.#queue.shift()
        done(null)
        continue
      }
      this.#isAsking = true
      this.#parts.send({ action, ...channelsOf(left.slice(0, slice), this.#parts.channels()) })
    }
  }
}

/** Corrections come along with trades by themselves. */
function channelsOf(symbols: string[], { quotes, bars }: Channels): Record<string, string[]> {
  return {
    trades: symbols,
    ...(quotes && { quotes: symbols }),
    ...(bars && { bars: symbols, updatedBars: symbols }),
    statuses: symbols,
  }
}

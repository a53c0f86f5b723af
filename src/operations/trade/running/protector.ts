import { OpenbellError } from '../../../core/errors.ts'
import type { Asked } from '../../../engine/live/asked.ts'
import type { LiveRun } from '../../../engine/live/live-run.ts'
import type { Intent, OrderPath, OwnOrder } from '../../../engine/orders/types.ts'
import type { ProtectingLegs } from '../../../market/orders.ts'
import { trailText } from '../ticket/trail.ts'
import type { EventFields } from './events.ts'

export interface ProtectorParts {
  run: LiveRun
  path: OrderPath
  signal: AbortSignal
  tell(fields: EventFields): void
}

const NONE: ProtectingLegs = { stop: null, target: null, trail: null }

/** Keeps the orders that protect positions where they belong, at the broker: also those that it cannot take with the entry. */
export class Protector {
  readonly #parts: ProtectorParts
  /** Legs to put where a position stands without any. */
  readonly #wanted = new Map<string, { legs: Partial<ProtectingLegs>; reason: string }>()

  constructor(parts: ProtectorParts) {
    this.#parts = parts
  }

  /** What the strategy asked for. @throws OpenbellError when the limits or the broker refuse it */
  async protect({ symbol, legs, decision }: Extract<Asked, { kind: 'protect' }>): Promise<void> {
    await this.#put(symbol, legs, decision.reason)
  }

  /** The entry as brokers take it: a trailing stop trails alone, so it follows when the entry has filled. */
  sendable(intent: Intent): Intent {
    const { legs, symbol, reason } = intent
    if (legs === null || legs.trail === null) return intent
    if (legs.stop === null && legs.target === null) {
      this.#wanted.set(symbol, { legs: { trail: legs.trail }, reason })
      return { ...intent, legs: null }
    }
    const message = `the trailing stop of ${symbol} is left out: at the broker it stands alone, and a stop or target was asked for too`
    this.#parts.tell({ type: 'quality', symbol, message })
    return { ...intent, legs: { ...legs, trail: null } }
  }

  get isWaiting(): boolean {
    return this.#wanted.size > 0
  }

  isProtected(symbol: string): boolean {
    return this.#exits(symbol).some(({ type }) => type === 'stop' || type === 'trailing-stop')
  }

  /** What a run finds when it starts: a position whose entry asked for legs, and none that rest. */
  takeUp(): void {
    const { path, run, tell } = this.#parts
    for (const symbol of run.symbols) {
      if (path.books.shares(symbol) === 0 || this.#exits(symbol).length > 0) continue
      const legs = [...path.books.orders.values()]
        .filter((one) => one.symbol === symbol && one.filled > 0 && one.intent !== null && !one.intent.reduces)
        .at(-1)?.intent?.legs
      if (legs) this.#wanted.set(symbol, { legs: stripped(legs), reason: 'protection of its entry' })
      else tell({ type: 'alert', symbol, message: `${symbol} is held and nothing protects it at the broker` })
    }
  }

  /** Puts legs where they are wanted and nothing closes or protects the position. */
  async restore(): Promise<void> {
    const { path, run, tell } = this.#parts
    for (const [symbol, { legs, reason }] of this.#wanted) {
      const listing = run.symbols.indexOf(symbol)
      if (run.shares(listing) === 0) {
        const isComing = path.books.openOrders().some((one) => one.symbol === symbol && !one.reduces && !one.foreign)
        if (!isComing) this.#wanted.delete(symbol)
        continue
      }
      this.#wanted.delete(symbol)
      if (this.#exits(symbol).length > 0) continue
      try {
        await this.#put(symbol, legs, reason)
      } catch (thrown) {
        if (!(thrown instanceof OpenbellError) || thrown.kind === 'canceled') throw thrown
        tell({ type: 'alert', symbol, message: `${symbol} stands without protection: ${thrown.message}` })
      }
    }
  }

  async #put(symbol: string, legs: Partial<ProtectingLegs>, reason: string): Promise<void> {
    const { path, signal, tell } = this.#parts
    const orders = await path.protect(symbol, legs, reason, signal)
    const refused = orders.find(({ state }) => state === 'denied' || state === 'rejected')
    if (refused) throw new OpenbellError('rejected', refused.reason ?? `the order was ${refused.state}`)
    const { stop = null, target = null } = legs
    tell({ type: 'order', symbol, message: `protect ${symbol}: ${words(legs)}`, action: 'protect', reason, stop, target })
  }

  /** Open orders of ours that would lower the position. */
  #exits(symbol: string): OwnOrder[] {
    const { books } = this.#parts.path
    return books.openOrders().filter((one) => one.symbol === symbol && !one.foreign && (one.reduces || one.parent !== null))
  }
}

/** Only the legs that are asked for. */
function stripped(legs: ProtectingLegs): Partial<ProtectingLegs> {
  return Object.fromEntries(Object.entries({ ...NONE, ...legs }).filter(([, leg]) => leg !== null))
}

function words({ stop, target, trail }: Partial<ProtectingLegs>): string {
  const parts = [
    stop != null && `stop ${stop}`,
    target != null && `target ${target}`,
    trail != null && `trailing by ${trailText(trail)}`,
    [stop, target, trail].some((leg) => leg === null) && 'taken away',
  ]
  return parts.filter((part) => part !== false).join(', ')
}

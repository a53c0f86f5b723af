import type { Instant } from '../../core/time.ts'
import type { ExchangeEvent, Fill, Order } from '../../exchange/order.ts'
import { barPrefix, intentId } from '../live/intent-id.ts'
import type { RunNote } from '../live/run-note.ts'
import { endOf, isEntry, isExit, isLeg } from '../resting.ts'
import type { Decision } from '../types.ts'
import { added } from './real-orders.ts'
import type { Filled, ModelOrder, Purpose } from './types.ts'

/** Collects the orders of a model day as its exchange tells of them. */
export class ModelOrders {
  readonly #orders = new Map<number, { order: Order; filled: Filled | null; slippage: number }>()

  /** To be given to the run. */
  take(event: ExchangeEvent): void {
    if (!('order' in event)) return
    const { order } = event
    const known = this.#orders.get(order.id) ?? { order, filled: null, slippage: 0 }
    this.#orders.set(order.id, known)
    if (event.type === 'filled') this.#fill(known, event.fill)
  }

  #fill(known: { filled: Filled | null; slippage: number }, { shares, price, fee, time, slippageCost }: Fill): void {
    known.filled = added(known.filled ?? undefined, { shares, price, fee, at: time })
    known.slippage += slippageCost
  }

  /**
   * The orders with the ids that their intents have in a run. `decisions`: all of the model; `closing`: reasons of orders that no decision of the
   * strategy made.
   */
  result(note: RunNote, decisions: readonly Decision[], closing: ReadonlySet<string>): ModelOrder[] {
    const all = [...this.#orders.values()].filter(({ order }) => order.id > 0).sort((a, b) => a.order.id - b.order.id)
    const named = this.#name(note, decisions, closing)
    const entries = new Map<string, string>()
    return all.map(({ order, filled, slippage }) => {
      const { symbol, side, type, limit, stop, state } = order
      const id = named.get(order.id) ?? null
      const parent = order.parent === null ? null : (named.get(order.parent) ?? null)
      const entry = isEntry(order) ? null : (parent ?? entries.get(symbol) ?? null)
      if (isEntry(order) && id !== null && filled) entries.set(symbol, id)
      return {
        ...{ symbol, side, type, limit, stop, state, filled, slippage, entry },
        purpose: purposeOf(order, id),
        at: order.submittedAt,
        reason: filled ? order.reason : endOf(order),
        intentId: id,
        run: note.id,
      }
    })
  }

  /** Ids as a live run numbers what is asked for on one bar: what the limits denied has its number too, what came to nothing has none. */
  #name(note: RunNote, decisions: readonly Decision[], closing: ReadonlySet<string>): Map<number, string> {
    const named = new Map<number, string>()
    const sent = Map.groupBy(
      [...this.#orders.values()].map(({ order }) => order).filter((one) => !isLeg(one) && !isForced(one)),
      (one) => keyOf(one.submittedAt, one.symbol, isExit(one)),
    )
    for (const orders of sent.values()) orders.sort((a, b) => b.id - a.id)
    const counts = new Map<string, number>()
    for (const { at, symbol, action, outcome, shares, reason } of decisions) {
      if (action === 'protect' || action === 'cancel' || outcome === 'ignored' || shares === 0) continue
      const key = keyOf(at, symbol, action === 'exit')
      const order = outcome === 'denied' ? undefined : sent.get(key)?.pop()
      if (closing.has(reason)) continue
      const ordinal = counts.get(key) ?? 0
      counts.set(key, ordinal + 1)
      const prefix = barPrefix(deciderOf(note), symbol, at)
      if (order) named.set(order.id, intentId(prefix, action === 'exit' ? 'exit' : 'enter', ordinal))
    }
    return named
  }
}

/** The decider whose prefix the note has kept. */
function deciderOf({ id, title }: RunNote): { strategy: string; key: string } {
  return { strategy: title, key: id.slice(id.lastIndexOf('-') + 1) }
}

function keyOf(at: Instant, symbol: string, isExit: boolean): string {
  return `${at} ${symbol} ${isExit ? 'exit' : 'enter'}`
}

/** What the exchange sends by itself: `margin-call-12`. Orders of ours are named by symbol and number. */
function isForced({ clientOrderId, symbol }: Order): boolean {
  return !clientOrderId.startsWith(`${symbol}-`)
}

function purposeOf(order: Order, id: string | null): Purpose {
  if (isLeg(order)) return order.leg ?? (order.type === 'limit' ? 'target' : 'stop')
  if (isEntry(order)) return 'entry'
  return id === null ? 'close' : 'exit'
}

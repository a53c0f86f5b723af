import { iso } from '../../../core/time.ts'
import type { Context } from '../../../operations/context.ts'
import type { JsonObject } from '../../tool.ts'

type Source = Awaited<ReturnType<Context['source']>>
export type Sink = Parameters<NonNullable<Source['stream']>>[1]
type Told = Parameters<Sink['state']>[0]

export type RowKind = 'trades' | 'quotes' | 'bars'
export type Row = JsonObject

interface Kept {
  at: number[]
  rows: Row[]
  /** All that came, those no longer kept included. */
  total: number
}

/** The newest prints, quotes and bars of each symbol; older ones are let go. */
export class Rows {
  readonly most: number
  readonly #kept = new Map<string, Kept>()

  constructor(most: number) {
    this.most = most
  }

  sink(tell: (state: Told) => void): Sink {
    return {
      print: (symbol, time, price, size, exchange, conditions) =>
        this.#keep(symbol, 'trades', time, { price, size, exchange, conditions }),
      quote: (symbol, time, bid, bidSize, ask, askSize) => {
        // A price of 0 says that nobody stands on that side.
        const [bought, sold] = [bid || null, ask || null]
        this.#keep(symbol, 'quotes', time, { bid: bought, bidSize, ask: sold, askSize })
      },
      bar: (symbol, { time, open, high, low, close, volume }) =>
        this.#keep(symbol, 'bars', time, { open, high, low, close, volume }),
      correction: (symbol, time, id, price, size) => this.#keep(symbol, 'trades', time, { corrects: id, price, size }),
      status: () => {},
      state: tell,
    }
  }

  /** Rows from `since` on (epoch milliseconds), oldest first, the newest `limit` of them. */
  read(symbol: string, kind: RowKind, since: number, limit: number): { rows: Row[]; total: number } {
    const kept = this.#kept.get(`${symbol} ${kind}`)
    if (!kept) return { rows: [], total: 0 }
    const newest = kept.rows.filter((_, i) => kept.at[i] >= since).slice(-Math.min(limit, this.most))
    return { rows: newest, total: kept.total }
  }

  #keep(symbol: string, kind: RowKind, at: number, row: Row): void {
    const key = `${symbol} ${kind}`
    const kept = this.#kept.get(key) ?? { at: [], rows: [], total: 0 }
    this.#kept.set(key, kept)
    kept.at.push(at)
    kept.rows.push({ time: iso(Math.floor(at)), ...row })
    kept.total += 1
    if (kept.rows.length < 2 * this.most) return
    kept.at.splice(0, this.most)
    kept.rows.splice(0, this.most)
  }
}

import type { Bars } from '../../market/bars.ts'
import type { SessionView } from '../stream/view.ts'
import { BarBook } from './bar-rows.ts'
import type { FromOwner } from './protocol.ts'
import { packRing } from './rings.ts'

/** Looks between two at every row of the bars: a repair revises old ones. */
const THOROUGH = 50

/** A minute that has closed, as the tape tells it: time, open, high, low, close, volume, prints, vwap (NaN = unknown), 1 when it was told before. */
export type TapeBar = number[]

/** Every print, quote and minute of every symbol as it goes on, for those who want all of it. */
export class TapeBook {
  readonly #view: SessionView
  readonly #symbols = new Map<string, SymbolBook>()

  constructor(view: SessionView) {
    this.#view = view
  }

  /** What has come since the last look; the first look only says from where on. */
  look(look: number): FromOwner[] {
    const messages: FromOwner[] = []
    const watched = new Set<string>()
    for (const { symbol } of this.#view.watch) {
      watched.add(symbol)
      const known = this.#symbols.get(symbol) ?? new SymbolBook()
      this.#symbols.set(symbol, known)
      const news = known.look(this.#view, symbol, look)
      if (news !== null) messages.push(news)
    }
    for (const symbol of this.#symbols.keys()) if (!watched.has(symbol)) this.#symbols.delete(symbol)
    return messages
  }
}

class SymbolBook {
  readonly #bars = new BarBook()
  #prints = 0
  #quotes = 0
  #closed = 0
  #isNew = true

  look(view: SessionView, symbol: string, look: number): FromOwner | null {
    const [prints, quotes, bars] = [
      this.#ring(view, 'prints', symbol),
      this.#ring(view, 'quotes', symbol),
      this.#minutes(view, symbol, look),
    ]
    const isFirst = this.#isNew
    this.#isNew = false
    if (isFirst || (prints === null && quotes === null && bars.length === 0)) return null
    return { kind: 'tape', symbol, prints, quotes, bars }
  }

  #ring(view: SessionView, kind: 'prints' | 'quotes', symbol: string) {
    const ring = view[kind](symbol)
    const after = kind === 'prints' ? this.#prints : this.#quotes
    const total = ring?.total ?? 0
    if (kind === 'prints') this.#prints = total
    else this.#quotes = total
    return this.#isNew || ring === null || total === after ? null : packRing(kind, ring, after)
  }

  #minutes(view: SessionView, symbol: string, look: number): TapeBar[] {
    const series = minutesOf(view, symbol)
    if (series === null) return []
    const { bars, forming } = series
    const changed = this.#bars.take(bars, look % THOROUGH === 0)
    const closed = bars.length - (forming ? 1 : 0)
    const before = this.#closed
    this.#closed = closed
    // The minute that formed at the last look may not have changed any more when it closed.
    const rows = new Set([...changed, ...range(before, closed)])
    const { time, open, high, low, close, volume, prints, vwap } = bars
    return [...rows]
      .filter((i) => i < closed)
      .sort((a, b) => a - b)
      .map((i) => [
        time[i],
        open[i],
        high[i],
        low[i],
        close[i],
        volume[i],
        prints?.[i] ?? Number.NaN,
        vwap?.[i] ?? Number.NaN,
        i < before ? 1 : 0,
      ])
  }
}

/** Minutes of a symbol, from the tape where there is one: a chart of each of hundreds of symbols would cost too much. */
export function minutesOf(view: SessionView, symbol: string): { bars: Bars; forming: boolean } | null {
  const tape = view.tape?.(symbol)
  return tape ? { bars: tape.closed, forming: false } : view.bars(symbol, '1m')
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i)
}

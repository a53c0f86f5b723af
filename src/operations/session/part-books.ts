import type { Timeframe } from '../../market/timeframe.ts'
import type { HubFrame } from '../../ports/hub.ts'
import type { SessionView } from '../stream/view.ts'
import { BarBook, packBars } from './bar-rows.ts'
import { bytesOf, type FromOwner, type Part } from './protocol.ts'
import { packRing, type RingKind } from './rings.ts'

/** Looks between two of the same at what seldom changes or costs more: overlays, windows, every row of the bars, every row of the rings. */
const SLOW = { overlays: 5, window: 5, bars: 20, rings: 300 }

/** A part of a session that somebody watches closely: what has changed since the last look, and all of it for those who are new. */
export interface PartBook {
  /** Looks at it; `look` counts up. */
  look(look: number): void
  /** What changed at the last look; null when nothing. */
  readonly news: unknown
  /** All of it, as of the last look; null when there is no such thing. */
  whole(): unknown
}

export function openPartBook(view: SessionView, [what, symbol, argument]: Part, frame: (message: unknown) => HubFrame): PartBook {
  if (what === 'prints' || what === 'quotes') return new RingBook(view, what, symbol)
  if (what === 'bars') return new SeriesBook(view, symbol, argument as Timeframe)
  const read = () => (what === 'overlays' ? overlaysOf(view, symbol, argument) : view.window(symbol, Number(argument)))
  return new ValueBook(read, SLOW[what], frame)
}

class RingBook implements PartBook {
  news: unknown = null
  readonly #view: SessionView
  readonly #kind: RingKind
  readonly #symbol: string
  #total = 0

  constructor(view: SessionView, kind: RingKind, symbol: string) {
    this.#view = view
    this.#kind = kind
    this.#symbol = symbol
  }

  look(look: number): void {
    const ring = this.#view[this.#kind](this.#symbol)
    const total = ring?.total ?? 0
    // A correction changes rows that were told before.
    if (look % SLOW.rings === 0) this.news = this.whole()
    else this.news = ring && total !== this.#total ? packRing(this.#kind, ring, this.#total) : null
    this.#total = total
  }

  whole(): unknown {
    const ring = this.#view[this.#kind](this.#symbol)
    return ring && packRing(this.#kind, ring, 0)
  }
}

class SeriesBook implements PartBook {
  news: unknown = null
  readonly #view: SessionView
  readonly #symbol: string
  readonly #timeframe: Timeframe
  readonly #book = new BarBook()
  #forming = false

  constructor(view: SessionView, symbol: string, timeframe: Timeframe) {
    this.#view = view
    this.#symbol = symbol
    this.#timeframe = timeframe
  }

  look(look: number): void {
    const series = this.#view.bars(this.#symbol, this.#timeframe)
    this.news = null
    if (series === null) return
    const rows = this.#book.take(series.bars, look % SLOW.bars === 0)
    if (rows.length === 0 && series.forming === this.#forming) return
    this.#forming = series.forming
    this.news = packBars(series.bars, series.forming, rows[0] ?? series.bars.length)
  }

  whole(): unknown {
    const series = this.#view.bars(this.#symbol, this.#timeframe)
    return series && packBars(series.bars, series.forming, 0)
  }
}

class ValueBook implements PartBook {
  news: unknown = null
  readonly #read: () => unknown
  readonly #every: number
  readonly #frame: (message: unknown) => HubFrame
  #last: Uint8Array | null = null

  constructor(read: () => unknown, every: number, frame: (message: unknown) => HubFrame) {
    this.#read = read
    this.#every = every
    this.#frame = frame
  }

  look(look: number): void {
    this.news = null
    if (this.#last !== null && look % this.#every !== 0) return
    const value = this.#read()
    const { bytes } = this.#frame(value)
    if (this.#last !== null && Buffer.compare(bytes, this.#last) === 0) return
    this.#last = bytes
    this.news = value
  }

  whole(): unknown {
    return this.#read()
  }
}

/** Overlays with their lines as bytes; a line is as long as the bars. */
function overlaysOf(view: SessionView, symbol: string, timeframe: string) {
  const overlays = view.overlays(symbol, timeframe as Timeframe)
  const lines = overlays.lines.map(({ name, values }) => ({ name, values: bytesOf(Float64Array.from(values)) }))
  return { ...overlays, lines }
}

/** The message that tells of a part. */
export function partMessage(part: Part, value: unknown): FromOwner {
  return { kind: 'part', part, value }
}

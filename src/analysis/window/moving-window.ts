import { SECOND } from '../../core/time.ts'
import type { PrintRing, SymbolTape } from '../../market/live/types.ts'
import { figuresOf } from './figures.ts'
import { RingWindow, rowAt } from './ring-window.ts'
import { PrintSums, QuoteSums } from './sums.ts'
import type { WindowFigures, WindowScope } from './types.ts'

/**
 * A window that moves with time: the same figures as `windowFigures`, at the cost of the rows that came and went since the last time. Only the walk for
 * `algorithmic` is whole.
 */
export class MovingWindow {
  readonly tape: SymbolTape
  readonly seconds: number
  readonly #printSums = new PrintSums()
  readonly #quoteSums = new QuoteSums()
  readonly #prints: RingWindow<SymbolTape['prints']>
  readonly #quotes: RingWindow<SymbolTape['quotes']>
  #corrections = 0
  /** First row in the order of time that may set a price: where the search for it stands, and the newest time before it. */
  #cursor = 0
  #cursorNewest = Number.NEGATIVE_INFINITY
  #renewals = 0

  constructor(tape: SymbolTape, seconds: number) {
    this.tape = tape
    this.seconds = seconds
    this.#prints = new RingWindow(tape.prints, this.#printSums)
    this.#quotes = new RingWindow(tape.quotes, this.#quoteSums)
  }

  /** Moves the window's end to `scope.now`, which never goes back. */
  figures(scope: WindowScope): WindowFigures {
    const from = scope.now - this.seconds * SECOND
    if (this.#corrections !== this.tape.counts.corrections) {
      this.#corrections = this.tape.counts.corrections
      this.#prints.renew()
    }
    this.#prints.advance(from)
    if (this.#printSums.lastIsGone && this.#printSums.priced > 0) {
      this.#prints.renew()
      this.#prints.advance(from)
    }
    this.#quotes.advance(from)
    const state = {
      prints: this.#printSums,
      quotes: this.#quoteSums,
      firstPrice: this.#firstPrice(),
    }
    return figuresOf(this.tape, this.seconds, scope, state)
  }

  /** Lets go of the tape. */
  close(): void {
    this.#prints.close()
    this.#quotes.close()
  }

  #firstPrice(): number {
    if (this.#printSums.priced === 0) return Number.NaN
    const ring = this.tape.prints
    const onTime = this.#firstOnTime(ring)
    const late = this.#prints.late.find((number) => ring.eligible[rowAt(ring, number)] === 1)
    if (late === undefined) return onTime < 0 ? Number.NaN : ring.price[rowAt(ring, onTime)]
    const row = rowAt(ring, late)
    if (onTime < 0) return ring.price[row]
    const first = rowAt(ring, onTime)
    const lateIsFirst = ring.time[row] < ring.time[first] || (ring.time[row] === ring.time[first] && late < onTime)
    return ring.price[lateIsFirst ? row : first]
  }

  /** Number of the first row that came in time and may set a price; -1 when there is none. */
  #firstOnTime(ring: PrintRing): number {
    if (this.#cursor < this.#prints.head || this.#renewals !== this.#prints.renewals) {
      this.#renewals = this.#prints.renewals
      this.#cursor = this.#prints.head
      this.#cursorNewest = this.#prints.headNewest
    }
    for (; this.#cursor < ring.total; this.#cursor++) {
      const row = rowAt(ring, this.#cursor)
      if (ring.time[row] < this.#cursorNewest) continue
      if (ring.eligible[row] === 1) return this.#cursor
      this.#cursorNewest = ring.time[row]
    }
    return -1
  }
}

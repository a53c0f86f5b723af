import { lastRegularMinutes, meanPrints, printsOfBars, rateLiquidity } from '../../analysis/liquidity.ts'
import { asOpenbellError } from '../../core/errors.ts'
import { type Instant, MINUTE } from '../../core/time.ts'
import type { DataQuality } from '../../engine/stream/types.ts'
import { sliceBars } from '../../market/bars.ts'
import { type Calendar, calendarFor } from '../../market/calendar/calendar.ts'
import type { SymbolTape } from '../../market/live/types.ts'
import { sessionFigures } from '../../market/session-figures.ts'
import type { MarketDataSource } from '../../ports/market-data.ts'
import { coverageOf } from '../common/feed-coverage.ts'
import type { Context } from '../context.ts'
import type { SymbolQuality, WatchRow } from './view.ts'

/** Prints and quotes before this many regular minutes do not rate a symbol. */
const ROWS_LOOKED_AT = 1500

/** One watched symbol: what a row of the watchlist needs beside the tape. Figures that only a closed minute changes are worked out then. */
export class Watched {
  readonly symbol: string
  readonly calendar: Calendar
  previousClose: number | null = null
  /** The previous close belongs to this trading date. */
  #closeOf = Number.NaN
  #rows = -1
  #volume: number | null = null
  #printsPerMinute: number | null = null
  #rating = 'UNKNOWN'
  #meetsMinimum = false
  readonly #coverage: number
  readonly #minimum: number
  readonly #row: WatchRow

  constructor(symbol: string, source: MarketDataSource, minimum: number) {
    this.symbol = symbol
    this.calendar = calendarFor(symbol)
    this.#coverage = coverageOf(source, source.feed)
    this.#minimum = minimum
    this.#row = { ...BLANK, symbol }
  }

  /** Reads the last regular close before the session of an instant, once a session; unknown stays unknown. */
  async prepare(context: Context, source: MarketDataSource, now: Instant): Promise<void> {
    const { day } = this.calendar.sessionAt(now)
    if (this.#closeOf === day) return
    this.#closeOf = day
    try {
      const { previousClose } = await source.snapshot(this.symbol, now, context.signal)
      this.previousClose = previousClose
    } catch (thrown) {
      if (asOpenbellError(thrown).kind === 'internal') throw thrown
      this.previousClose = null
    }
  }

  /** A closed minute has changed. */
  renew(): void {
    this.#rows = -1
  }

  get meetsMinimum(): boolean {
    return this.#meetsMinimum
  }

  /** The row as it stands now: the same object each time, filled anew. */
  row(tape: SymbolTape, quality: DataQuality, shares: number, now: Instant): WatchRow {
    this.#settle(tape, now)
    const row = this.#row
    const last = lastPrice(tape)
    const { price } = last
    row.price = price
    row.priceTime = last.time
    row.bid = positive(tape.bid)
    row.ask = positive(tape.ask)
    row.change = price === null || this.previousClose === null ? null : price / this.previousClose - 1
    row.volume = this.#volumeNow(tape)
    row.printsPerMinute = this.#printsPerMinute
    row.rating = this.#rating
    row.shares = shares
    row.quality = qualityAt({ ...quality, newest: quality.newest ?? last.time }, now)
    return row
  }

  #settle({ closed }: SymbolTape, now: Instant): void {
    if (closed.length === this.#rows) return
    this.#rows = closed.length
    const rows = sliceBars(closed, Math.max(0, closed.length - ROWS_LOOKED_AT), closed.length)
    this.#volume = sessionFigures(rows, this.calendar.sessionAt(now).regular).volume
    const minutes = lastRegularMinutes(this.calendar, Math.floor(now / MINUTE) * MINUTE - MINUTE)
    const counted = rows.length === 0 ? null : meanPrints(printsOfBars(rows, minutes))
    this.#printsPerMinute = counted === null ? null : counted / this.#coverage
    const { rating, meetsMinimum } = rateLiquidity(this.#printsPerMinute, this.#minimum)
    this.#rating = rating
    this.#meetsMinimum = meetsMinimum
  }

  #volumeNow({ forming }: SymbolTape): number | null {
    if (!forming) return this.#volume
    const { regular } = this.calendar.sessionAt(forming.time)
    const isRegular = regular !== null && forming.time >= regular.open && forming.time < regular.close
    return isRegular ? (this.#volume ?? 0) + forming.volume : this.#volume
  }
}

const BLANK: Omit<WatchRow, 'symbol'> = {
  price: null,
  priceTime: null,
  bid: null,
  ask: null,
  change: null,
  volume: null,
  printsPerMinute: null,
  rating: 'UNKNOWN',
  shares: 0,
  quality: {
    state: 'waiting',
    ageMs: null,
    latencyMs: null,
    gaps: 0,
    repaired: 0,
    duplicates: 0,
    outOfOrder: 0,
    restarts: 0,
  },
}

function qualityAt({ newest, ...rest }: DataQuality, now: Instant): SymbolQuality {
  return { ...rest, ageMs: newest === null ? null : Math.max(0, now - newest) }
}

/** The last price: of the newest print, or before any has come of the last minute that is known; it has the age of that minute. */
export function lastPrice({ price, priceTime, closed }: SymbolTape): { price: number | null; time: Instant | null } {
  if (Number.isFinite(price)) return { price, time: known(priceTime) }
  if (closed.length === 0) return { price: null, time: null }
  const last = closed.length - 1
  return { price: closed.close[last], time: closed.time[last] + MINUTE }
}

function known(value: number): number | null {
  return Number.isFinite(value) ? value : null
}

function positive(value: number): number | null {
  return value > 0 ? value : null
}

import type { Instant } from '../../core/time.ts'
import { createBars } from '../../market/bars.ts'
import type { Timeframe } from '../../market/timeframe.ts'
import type { RecordBatch } from '../../ports/record-reader.ts'
import type { TradingDates } from './dates.ts'
import type { Header } from './header.ts'
import { fill, type Gatherer, NumberRules, places, RowsBySymbol, SymbolRows } from './rows.ts'
import { stampText } from './stamp-text.ts'
import type { StampReader } from './stamps.ts'

export interface BarsOptions {
  header: Header
  symbol: string | null
  timeframe: Timeframe
  stamps: StampReader
  dates: TradingDates
}

/** Columns of SymbolRows, by place. */
const PRINTS = 6
const VWAP = 7
const ADJUSTED = 8

/** What an export writes into its column of filled bars, and what else may stand there. */
const MADE = /^\s*(true|1|yes)\s*$/i

/** Gathers OHLCV rows. A header without volume means the source has none (an index, a currency): volume 0. */
export class BarsGatherer implements Gatherer {
  readonly #rows: RowsBySymbol
  readonly #options: BarsOptions
  readonly #at: Record<'open' | 'high' | 'low' | 'close', number>
  readonly #volume: number | undefined
  readonly #filled: number | undefined
  readonly #extra: { prints?: number; vwap?: number; adjusted?: number; dividend?: number; split?: number }
  readonly #rules = new NumberRules()
  readonly #time: (fields: string[]) => string

  constructor(options: BarsOptions) {
    const { columns } = options.header
    const need = (role: string) => columns.get(role)!
    this.#options = options
    this.#rows = new RowsBySymbol(columns, options.symbol, (symbol) => new SymbolRows(symbol, 9, 0))
    this.#at = { open: need('open'), high: need('high'), low: need('low'), close: need('close') }
    this.#volume = columns.get('volume')
    this.#filled = columns.get('filled')
    this.#extra = {
      prints: columns.get('prints'),
      vwap: columns.get('vwap'),
      adjusted: columns.get('adjustedClose'),
      dividend: columns.get('dividend'),
      split: columns.get('splitRatio'),
    }
    this.#time = stampText(columns)
  }

  take(fields: string[], line: number, text: string): string | null {
    const rows = this.#rows.of(fields)
    if (rows === null) return this.#rows.problem
    const stamp = this.#options.stamps.read(this.#time(fields), rows.previous)
    if (Number.isNaN(stamp)) return this.#options.stamps.problem
    rows.previous = stamp
    if (this.#filled !== undefined && MADE.test(fields[this.#filled]))
      return 'a filled bar: made from the close before, not traded'
    const rules = this.#rules
    rules.problem = null
    const open = rules.price(fields[this.#at.open], 'open')
    const high = rules.price(fields[this.#at.high], 'high')
    const low = rules.price(fields[this.#at.low], 'low')
    const close = rules.price(fields[this.#at.close], 'close')
    const volume = this.#volume === undefined ? 0 : rules.notNegative(fields[this.#volume], 'volume')
    if (rules.problem !== null) return rules.problem
    const broken = brokenRange(open, high, low, close)
    if (broken !== null) return broken
    const extra = this.#readExtra(fields, volume)
    if (rules.problem !== null) return rules.problem
    if (!this.#takeActions(rows, stamp, fields)) return rules.problem
    const time = this.#options.dates.barOpen(rows.symbol, this.#options.timeframe, stamp)
    this.#rows.keep(rows, [time, open, high, low, close, volume, ...extra], [], line, text)
    return null
  }

  drain(all: boolean): RecordBatch[] {
    return this.#rows.ready(all).map((rows) => this.#batch(rows))
  }

  /** prints, vwap, adjusted close; an empty field is one the source does not know (NaN). */
  #readExtra(fields: string[], volume: number): [number, number, number] {
    const { prints, vwap, adjusted } = this.#extra
    const optional = (at: number | undefined, read: (text: string) => number) =>
      at === undefined || fields[at].trim() === '' ? Number.NaN : read(fields[at])
    return [
      optional(prints, (text) => this.#rules.notNegative(text, 'prints')),
      // A bar without volume has no average price; some vendors write 0 there.
      volume === 0 ? Number.NaN : optional(vwap, (text) => this.#rules.price(text, 'vwap')),
      optional(adjusted, (text) => this.#rules.price(text, 'adj_close')),
    ]
  }

  /** Dividend and split columns stand on the ex-date itself; 0, 1 and empty mean none. False when one is no number. */
  #takeActions(rows: SymbolRows, stamp: Instant, fields: string[]): boolean {
    if (this.#extra.dividend === undefined && this.#extra.split === undefined) return true
    const value = (at: number | undefined, name: string) =>
      at === undefined || fields[at].trim() === '' ? 0 : this.#rules.notNegative(fields[at], name)
    const dividend = value(this.#extra.dividend, 'dividend')
    const split = value(this.#extra.split, 'split_ratio')
    if (this.#rules.problem !== null) return false
    const exDay = this.#options.dates.tradingDate(rows.symbol, stamp)
    const action = { symbol: rows.symbol, exDay, source: 'import' }
    if (dividend > 0) rows.actions.push({ ...action, kind: 'dividend', value: dividend, ratio: null })
    if (split > 0 && split !== 1) rows.actions.push({ ...action, kind: 'split', value: split, ratio: 1 / split })
    return true
  }

  #batch(rows: SymbolRows): RecordBatch {
    const { prints, vwap, adjusted } = this.#extra
    const head = { symbol: rows.symbol, timeframe: this.#options.timeframe, source: 'import', feed: 'import' }
    const count = rows.lines.length
    const bars = createBars(head, count, { prints: prints !== undefined, vwap: vwap !== undefined })
    const order = rows.order()
    const targets = [bars.time, bars.open, bars.high, bars.low, bars.close, bars.volume]
    targets.forEach((target, i) => {
      fill(target, rows.columns[i], order)
    })
    if (bars.prints) fill(bars.prints, rows.columns[PRINTS], order)
    if (bars.vwap) fill(bars.vwap, rows.columns[VWAP], order)
    bars.length = count
    const adjustedClose = adjusted === undefined ? null : new Float64Array(count)
    if (adjustedClose) fill(adjustedClose, rows.columns[ADJUSTED], order)
    const batch: RecordBatch = { kind: 'bars', bars, adjustedClose, actions: rows.actions, ...places(rows, order) }
    rows.clear()
    return batch
  }
}

function brokenRange(open: number, high: number, low: number, close: number): string | null {
  if (high < low) return `high ${high} below low ${low}`
  if (open > high || open < low) return `open ${open} outside low ${low} to high ${high}`
  if (close > high || close < low) return `close ${close} outside low ${low} to high ${high}`
  return null
}

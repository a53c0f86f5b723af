import { type BoundStream, indicatorStream } from '../../analysis/indicators/bound-stream.ts'
import { formatIndicator, specOf } from '../../analysis/indicators/ref.ts'
import type { SeriesSource } from '../../analysis/indicators/resolve.ts'
import type { DayNumber, Instant } from '../../core/time.ts'
import { barClose } from '../../market/bar-times.ts'
import { BAR_COLUMNS, type Bars, type Column, column, createBars, OPTIONAL_COLUMNS } from '../../market/bars.ts'
import type { Calendar } from '../../market/calendar/calendar.ts'
import { isForecast } from '../../strategy/forecast.ts'
import { indicatorSetOf } from '../../strategy/own-indicators.ts'
import type { Declarations } from '../../strategy/types.ts'
import type { DeclaredColumns } from '../context.ts'
import { preparedForecast } from '../indicator-columns.ts'
import { prepareSeries } from '../prepare.ts'
import type { PreparedSeries } from '../types.ts'

/**
 * One symbol's bars as they come: the columns of the history with spare room, and a length that moves. Whoever reads a column of it goes on
 * reading the same column; nothing asks whether a row is history or has just closed.
 */
export class LiveSeries implements PreparedSeries {
  readonly bars: Bars
  readonly calendar: Calendar
  readonly closeTime: Column
  readonly day: Int32Array
  /** Columns of forecasts with room as the bars have it; whoever drives the run fills them before it decides. */
  readonly forecasts?: NonNullable<PreparedSeries['forecasts']>
  #indicators: LiveIndicators | null = null

  /** `room`: bars that may still come. `forecasts`: columns of the history. */
  constructor(history: Bars, room: number, forecasts?: PreparedSeries['forecasts']) {
    const capacity = history.length + room
    const prepared = prepareSeries(history)
    this.calendar = prepared.calendar
    this.closeTime = column(capacity)
    this.closeTime.set(prepared.closeTime)
    this.day = new Int32Array(capacity)
    this.day.set(prepared.day)
    this.bars = roomy(history, capacity)
    if (forecasts) this.forecasts = roomyColumns(forecasts, history.length, capacity)
  }

  get rows(): number {
    return this.bars.length
  }

  /** True when no bar has room any more. */
  get isFull(): boolean {
    return this.bars.length === this.bars.time.length
  }

  /** Close of the newest row; negative infinity when there is none. */
  get newest(): Instant {
    return this.rows === 0 ? Number.NEGATIVE_INFINITY : this.closeTime[this.rows - 1]
  }

  /** Takes row `row` of other bars as the next one; false when it is not later than the newest, or there is no room. Indicators follow by `advance`. */
  append(from: Bars, row: number): boolean {
    const { bars } = this
    const at = bars.length
    if (this.isFull || (at > 0 && from.time[row] <= bars.time[at - 1])) return false
    for (const name of BAR_COLUMNS) bars[name][at] = from[name][row]
    for (const name of OPTIONAL_COLUMNS) {
      const own = bars[name]
      if (own) own[at] = from[name]?.[row] ?? Number.NaN
    }
    this.closeTime[at] = barClose(bars.timeframe, from.time[row], this.calendar)
    this.day[at] = this.#dateOf(from.time[row])
    bars.length = at + 1
    return true
  }

  /** Declares the indicators once; their columns grow with the bars. `others`: every series of the run, for indicators that compare two. */
  declare(declarations: Declarations, others: readonly LiveSeries[]): DeclaredColumns[] {
    this.#indicators = new LiveIndicators(this, declarations, others)
    this.#indicators.advance()
    return this.#indicators.declared
  }

  /** Brings every indicator to the newest row. Called when all symbols have their bars of the moment. */
  advance(): void {
    this.#indicators?.advance()
  }

  #dateOf(open: Instant): DayNumber {
    return this.calendar.at(open).session?.day ?? this.calendar.dateOf(open)
  }
}

/** Indicator columns of a live series: the streaming twin of every use, stepped through the history and then bar by bar. */
class LiveIndicators {
  readonly declared: DeclaredColumns[]
  readonly #series: LiveSeries
  readonly #streams: { stream: BoundStream; columns: Column[] }[] = []
  readonly #beside: Beside[] = []
  #done = 0

  constructor(series: LiveSeries, declarations: Declarations, others: readonly LiveSeries[]) {
    this.#series = series
    const set = indicatorSetOf(Object.values(declarations))
    const source: SeriesSource = {
      bars: series.bars,
      calendar: series.calendar,
      other: (symbol) => this.#besideOf(symbol, others),
    }
    const made = new Map<string, Column[]>()
    this.declared = Object.entries(declarations).map(([key, ref]) => {
      if (isForecast(ref)) return { key, outputs: specOf(ref, set).outputs, columns: preparedForecast(series, ref) }
      const spelling = formatIndicator(ref, set)
      const { outputs } = specOf(ref, set)
      const columns = made.get(spelling) ?? outputs.map(() => column(series.bars.time.length).fill(Number.NaN))
      if (!made.has(spelling)) this.#streams.push({ stream: indicatorStream(ref, source, set), columns })
      made.set(spelling, columns)
      return { key, outputs, columns }
    })
  }

  advance(): void {
    for (; this.#done < this.#series.rows; this.#done++) {
      const row = this.#done
      for (const one of this.#beside) one.fill(row)
      for (const { stream, columns } of this.#streams) {
        stream.step(row)
        for (let k = 0; k < columns.length; k++) columns[k][row] = stream.out[k]
      }
    }
  }

  #besideOf(symbol: string, others: readonly LiveSeries[]): Column | null {
    const known = this.#beside.find((one) => one.symbol === symbol)
    if (known) return known.column
    const other = others.find(({ bars }) => bars.symbol === symbol)
    if (!other) return null
    const made = new Beside(symbol, this.#series, other)
    this.#beside.push(made)
    return made.column
  }
}

/** Closes of another symbol where its bar closes with this one's, NaN elsewhere: nothing is carried forward. */
class Beside {
  readonly symbol: string
  readonly column: Column
  readonly #own: LiveSeries
  readonly #other: LiveSeries
  #next = 0

  constructor(symbol: string, own: LiveSeries, other: LiveSeries) {
    this.symbol = symbol
    this.column = column(own.bars.time.length).fill(Number.NaN)
    this.#own = own
    this.#other = other
  }

  fill(row: number): void {
    const at = this.#own.closeTime[row]
    while (this.#next < this.#other.rows && this.#other.closeTime[this.#next] < at) this.#next++
    const meets = this.#next < this.#other.rows && this.#other.closeTime[this.#next] === at
    this.column[row] = meets ? this.#other.bars.close[this.#next] : Number.NaN
  }
}

function roomyColumns(forecasts: NonNullable<PreparedSeries['forecasts']>, rows: number, capacity: number) {
  const roomy = (values: Column) => {
    const wide = column(capacity).fill(Number.NaN)
    wide.set(values.subarray(0, rows))
    return wide
  }
  return Object.fromEntries(Object.entries(forecasts).map(([key, columns]) => [key, columns.map(roomy)]))
}

/** The same bars in columns with spare room. */
function roomy(history: Bars, capacity: number): Bars {
  const bars = createBars(history, capacity, { prints: history.prints !== null, vwap: history.vwap !== null })
  for (const name of [...BAR_COLUMNS, ...OPTIONAL_COLUMNS] as const) {
    const from = history[name]
    if (from) bars[name]?.set(from.subarray(0, history.length))
  }
  bars.length = history.length
  return bars
}

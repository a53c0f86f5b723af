import type { Bars, Column } from '../../market/bars.ts'
import type { Calendar } from '../../market/calendar/calendar.ts'

/** A bar column an indicator can be computed of. */
export const PRICE_COLUMNS = ['open', 'high', 'low', 'close', 'volume'] as const
export type PriceColumn = (typeof PRICE_COLUMNS)[number]

/** A number an indicator takes; the order of `params` is the order of the arguments. */
export interface IndicatorParam {
  name: string
  min: number
  max: number
  default: number
  /** True when fractions make sense (a multiple of a deviation); otherwise a whole number. */
  fraction?: boolean
}

export type IndicatorGroup =
  | 'average'
  | 'momentum'
  | 'trend'
  | 'volatility'
  | 'volume'
  | 'statistics'
  | 'levels'
  | 'pattern'
  | 'forecast'
  | 'custom'

/** What an indicator reads: bars, the column it is computed of, and where it is asked for a calendar or a second symbol's closes. */
export interface IndicatorSource {
  bars: Bars
  /** The column the indicator is computed of (`spec.input`, or the one the caller chose; for fixed-column indicators the closes). */
  input: Column
  /** Sessions of the symbol, for anchored indicators. */
  calendar: Calendar
  /** Closes of another symbol at the same rows, NaN where it has no bar; null unless the indicator compares two. */
  other: Column | null
}

/**
 * The streaming twin: one step a closed bar. Reads row `row` of the source (a live series is the same arrays with a moving length) and
 * leaves one value per output in `out`, NaN while warming up. Steps come in order, from row 0 (or from the first row with a value in `input`).
 */
export interface IndicatorStream {
  readonly out: Float64Array
  /** Takes the next closed bar. */
  step(source: IndicatorSource, row: number): void
  /** Takes the row of the last step again, with other values (the forming bar); any number of times. */
  replace(source: IndicatorSource, row: number): void
}

/** What an indicator is; one entry serves scans, `indicators`, `analyze`, strategies and charts. */
export interface IndicatorSpec {
  /** Lower-case name as typed: `rsi`. */
  name: string
  summary: string
  group: IndicatorGroup
  params: IndicatorParam[]
  /** The column taken when none is named; null when the indicator reads fixed columns (atr: high, low, close). */
  input: PriceColumn | null
  /** Names of the output columns; `['value']` for the many that have one. */
  outputs: readonly string[]
  /** True when its values are prices, to be drawn over the bars. */
  overlay: boolean
  /** True when it compares the symbol with a second one (beta, correlation). */
  comparesTwo?: boolean
  /** True when the volume of the bars is in its values though its group and its column do not say so. */
  readsVolume?: boolean
  /** True when values may be missing after the warm-up as well, because there is nothing to tell (no turn yet, no session before). */
  sparse?: boolean
  /** Rows until every output has its first value: on row `warmUp - 1` all stand. */
  warmUp(params: number[]): number
  /** The same for each output, where one begins before the others (the line of a macd before its signal). */
  outputWarmUps?(params: number[]): number[]
  /** Rows more until the start of the series no longer shows (weight under 1e-11); 0 for windows, which forget exactly. */
  settle(params: number[]): number
  /** Fills `out[k][0 .. bars.length)` for every output k, NaN while warming up. */
  kernel(source: IndicatorSource, params: number[], out: Column[]): void
  stream(params: number[]): IndicatorStream
}

/** One use of an indicator: what a strategy declares, `--add` spells and a chart draws. */
export interface IndicatorRef {
  name: string
  params: number[]
  /** The column, or another indicator's (single) output, it is computed of; null = the indicator's own default. */
  input: PriceColumn | IndicatorRef | null
  /** The second symbol of an indicator that compares two. */
  other: string | null
}

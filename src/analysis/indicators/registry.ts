import { type Bars, type Column, column } from '../../market/bars.ts'
import { atr } from './atr.ts'
import { ema } from './ema.ts'
import { highest, lowest } from './extremes.ts'
import { roc } from './roc.ts'
import { rsi } from './rsi.ts'
import { sma } from './sma.ts'
import { stdev } from './stdev.ts'

/** A bar column an indicator can be computed of. */
export const PRICE_COLUMNS = ['open', 'high', 'low', 'close', 'volume'] as const
export type PriceColumn = (typeof PRICE_COLUMNS)[number]

/** A number an indicator takes; the order of `params` is the order of the arguments. */
export interface IndicatorParam {
  name: string
  min: number
  max: number
  default: number
}

/** What an indicator is; one entry serves scans now and every other reader of indicators later. */
export interface IndicatorSpec {
  summary: string
  params: IndicatorParam[]
  /** The column taken when none is named; null when the indicator reads fixed columns (atr: high, low, close). */
  input: PriceColumn | null
  /** Rows until the first value: that value stands on row `warmUp - 1`. */
  warmUp(params: number[]): number
  /** Rows more until the start of the series no longer shows (weight under 1e-11); 0 for windows, which forget exactly. */
  settle(params: number[]): number
  /** Fills `out[0 .. bars.length)`, NaN while warming up. */
  kernel(bars: Bars, input: Column, params: number[], out: Column): void
}

type Windowed = (values: Column, length: number, period: number, out: Column) => void

const period = (standard: number, min = 1): IndicatorParam => ({ name: 'period', min, max: 1000, default: standard })

function windowed(
  summary: string,
  kernel: Windowed,
  standard: number,
  input: PriceColumn,
  extra: Partial<IndicatorSpec> = {},
): IndicatorSpec {
  return {
    summary,
    params: [period(standard)],
    input,
    warmUp: ([n]) => n,
    settle: () => 0,
    kernel: (bars, values, [n], out) => kernel(values, bars.length, n, out),
    ...extra,
  }
}

// The weight left on the seed is (1 - w)^k: with w = 1 / n (Wilder) it is below 1e-11 after 26 n rows, with 2 / (n + 1) after 13 (n + 1).
const wilder = ([n]: number[]) => 26 * n
const exponential = ([n]: number[]) => 13 * (n + 1)

export const indicators: Record<string, IndicatorSpec> = {
  sma: windowed('Simple moving average', sma, 20, 'close'),
  ema: windowed('Exponential moving average', ema, 20, 'close', { settle: exponential }),
  rsi: windowed('Relative strength index, 0 to 100', rsi, 14, 'close', { warmUp: ([n]) => n + 1, settle: wilder }),
  stdev: windowed('Standard deviation (population)', stdev, 20, 'close'),
  highest: windowed('Highest of the last bars, this one included', highest, 20, 'high'),
  lowest: windowed('Lowest of the last bars, this one included', lowest, 20, 'low'),
  roc: windowed('Rate of change, as a fraction', roc, 10, 'close', { warmUp: ([n]) => n + 1 }),
  atr: {
    summary: 'Average true range, in price units',
    params: [period(14)],
    input: null,
    warmUp: ([n]) => n + 1,
    settle: wilder,
    kernel: (bars, _input, [n], out) => atr(bars.high, bars.low, bars.close, bars.length, n, out),
  },
}

/** The whole column of a registered indicator, freshly made. */
export function indicatorColumn(name: string, bars: Bars, params: number[], input: PriceColumn | null = null): Column {
  const spec = indicators[name]
  const out = column(bars.length)
  spec.kernel(bars, bars[input ?? spec.input ?? 'close'], params, out)
  return out
}

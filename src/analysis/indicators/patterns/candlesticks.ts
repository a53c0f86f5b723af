import type { Bars } from '../../../market/bars.ts'
import { settleAtOnce } from '../parts/parameters.ts'
import { Stepped, stepping } from '../parts/stepped.ts'
import type { IndicatorSource, IndicatorSpec } from '../spec.ts'
import { CANDLE_PATTERNS, type CandlePattern, DOJI, type PatternDirection } from './candles.ts'
import type { CandleWindow } from './library.ts'

const LONGEST = Math.max(...CANDLE_PATTERNS.map((pattern) => pattern.bars))

/** A pattern that is complete with a bar: known at that bar's close. */
export interface FoundPattern {
  name: string
  /** 1 speaks for rising prices, -1 for falling ones, 0 for neither (a doji). */
  direction: PatternDirection
}

/** The candlestick patterns that end with row `row`; only that bar and those before it are looked at. */
export function candlePatterns(bars: Bars, row: number): FoundPattern[] {
  const found: FoundPattern[] = []
  for (const pattern of CANDLE_PATTERNS) {
    if (pattern.bars > row + 1) continue
    const direction = pattern.find(windowAt(bars, row, pattern.bars))
    if (direction !== 0) found.push({ name: pattern.name, direction: pattern === DOJI ? 0 : direction })
  }
  return found
}

function windowAt(bars: Bars, row: number, count: number): CandleWindow {
  const from = row - count + 1
  const cut = (values: Float64Array) => Array.from(values.subarray(from, row + 1))
  return { open: cut(bars.open), high: cut(bars.high), low: cut(bars.low), close: cut(bars.close) }
}

/** The last bars of a stream. */
class RecentBars {
  readonly window: CandleWindow = { open: [], high: [], low: [], close: [] }
  readonly #count: number

  constructor(count: number) {
    this.#count = count
  }

  next(bars: Bars, row: number, again: boolean): void {
    for (const name of ['open', 'high', 'low', 'close'] as const) {
      const prices = this.window[name]
      if (again) prices.pop()
      prices.push(bars[name][row])
      if (prices.length > this.#count) prices.shift()
    }
  }

  /** The last `count` of them. */
  last(count: number): CandleWindow {
    const { open, high, low, close } = this.window
    return { open: open.slice(-count), high: high.slice(-count), low: low.slice(-count), close: close.slice(-count) }
  }
}

class PatternStream extends Stepped {
  readonly #pattern: CandlePattern
  readonly #bars: RecentBars

  constructor(pattern: CandlePattern) {
    super()
    this.#pattern = pattern
    this.#bars = new RecentBars(pattern.bars)
  }

  protected override take({ bars }: IndicatorSource, row: number, again: boolean): void {
    this.#bars.next(bars, row, again)
    if (this.#bars.window.close.length === this.#pattern.bars) this.out[0] = this.#pattern.find(this.#bars.window)
  }
}

class CountStream extends Stepped {
  readonly #bars = new RecentBars(LONGEST)

  constructor() {
    super(2)
  }

  protected override take({ bars }: IndicatorSource, row: number, again: boolean): void {
    this.#bars.next(bars, row, again)
    if (this.#bars.window.close.length < LONGEST) return
    this.out.fill(0)
    for (const pattern of CANDLE_PATTERNS) {
      if (pattern === DOJI) continue
      const direction = pattern.find(this.#bars.last(pattern.bars))
      if (direction > 0) this.out[0]++
      if (direction < 0) this.out[1]++
    }
  }
}

const common = {
  group: 'pattern',
  params: [],
  input: null,
  overlay: false,
  settle: settleAtOnce,
} satisfies Partial<IndicatorSpec>

/** One indicator a pattern: 1 on the bar that completes a bullish one, -1 a bearish one, else 0. */
export const patternSpecs: IndicatorSpec[] = CANDLE_PATTERNS.map((pattern) => ({
  name: pattern.name,
  summary: pattern.summary,
  ...common,
  outputs: ['value'],
  warmUp: () => pattern.bars,
  ...stepping(() => new PatternStream(pattern)),
}))

/** How many patterns of each side the bar completes; a doji, which takes no side, is not counted. */
export const candlestickSpec: IndicatorSpec = {
  name: 'candlestick',
  summary: 'Number of bullish and of bearish candlestick patterns that the bar completes',
  ...common,
  outputs: ['bullish', 'bearish'],
  warmUp: () => LONGEST,
  ...stepping(() => new CountStream()),
}

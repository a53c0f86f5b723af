import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { IndicatorSource, IndicatorSpec } from '../../src/analysis/indicators/spec.ts'
import { type Bars, type Column, column, createBars } from '../../src/market/bars.ts'
import { calendarOf } from '../../src/market/calendar/calendar.ts'
import type { Timeframe } from '../../src/market/timeframe.ts'

/** What an indicator's test reads: bars as columns and as the row objects that packages from npm take. */
export interface Candle {
  open: number
  high: number
  low: number
  close: number
  volume: number
}

export const usCalendar = calendarOf('us')

/** Bars of these candles at these opens; days of the US calendar from 2000 on when none are given. */
export function barsOf(candles: Partial<Candle>[], times?: number[], timeframe: Timeframe = '1d'): Bars {
  const bars = createBars({ symbol: 'TEST', timeframe, source: 'test', feed: 'test' }, candles.length)
  bars.length = candles.length
  let day = 10_957
  candles.forEach((candle, i) => {
    if (!times) day = usCalendar.next(day)
    bars.time[i] = times ? times[i] : usCalendar.day(day).regular!.open
    const close = candle.close ?? candle.open ?? 1
    bars.close[i] = close
    bars.open[i] = candle.open ?? close
    bars.high[i] = candle.high ?? Math.max(close, bars.open[i])
    bars.low[i] = candle.low ?? Math.min(close, bars.open[i])
    bars.volume[i] = candle.volume ?? 1
  })
  return bars
}

/** A walk in cents with gaps, the same at each call; volumes in lots. */
export function seededCandles(count: number, seed = 7): Candle[] {
  let state = seed
  const random = () => {
    state = (state * 16_807) % 2_147_483_647
    return state / 2_147_483_647
  }
  const cents = (price: number) => Math.round(100 * price) / 100
  let price = 100
  return Array.from({ length: count }, () => {
    const open = cents(price * (1 + (random() - 0.5) * 0.01))
    const close = cents(open * (1 + (random() - 0.5) * 0.04))
    const high = cents(Math.max(open, close) * (1 + random() * 0.01))
    const low = cents(Math.min(open, close) * (1 - random() * 0.01))
    price = close
    return { open, high, low, close, volume: 100 * Math.ceil(random() * 5000) }
  })
}

/** Rows of a file of the real data; empty when it is not there (OPENBELL_REAL_DATA). */
export function realCandles(folder: string, file: string): Candle[] {
  const data = process.env.OPENBELL_REAL_DATA
  if (!data) return []
  const [head, ...lines] = readFileSync(join(data, folder, `${file}.csv`), 'utf8')
    .trim()
    .split('\n')
  const names = head.split(',')
  const at = (cells: string[], name: string) => Number(cells[names.indexOf(name)])
  return lines.map((line) => {
    const cells = line.split(',')
    return {
      open: at(cells, 'open'),
      high: at(cells, 'high'),
      low: at(cells, 'low'),
      close: at(cells, 'close'),
      volume: at(cells, 'volume'),
    }
  })
}

/** Seeded candles, and twelve years of a real share where the real data is. */
export const SAMPLES: [name: string, candles: Candle[]][] = [
  ['seeded', seededCandles(1500)],
  ...(process.env.OPENBELL_REAL_DATA ? [['real', realCandles('bars-1day', 'AAPL_2006-2017')] as [string, Candle[]]] : []),
]
export const SAMPLE_NOTE = process.env.OPENBELL_REAL_DATA ? '' : ' (real bars skipped: OPENBELL_REAL_DATA is not set)'

export function sourceOf(spec: IndicatorSpec, bars: Bars, other: Column | null = null): IndicatorSource {
  return { bars, input: bars[spec.input ?? 'close'], calendar: usCalendar, other }
}

/** The whole columns of an indicator by the names of its outputs. */
export function columnsOf(
  spec: IndicatorSpec,
  bars: Bars,
  params: number[] = spec.params.map((one) => one.default),
  other: Column | null = null,
): Record<string, number[]> {
  const out = spec.outputs.map(() => column(bars.length))
  spec.kernel(sourceOf(spec, bars, other), params, out)
  return Object.fromEntries(spec.outputs.map((name, k) => [name, [...out[k]]]))
}

/** The one column of an indicator that has one. */
export function valuesOf(spec: IndicatorSpec, bars: Bars, params?: number[], other: Column | null = null): number[] {
  return columnsOf(spec, bars, params, other)[spec.outputs[0]]
}

/** The spec of a name within a group. */
export function specOf(specs: IndicatorSpec[], name: string): IndicatorSpec {
  const spec = specs.find((one) => one.name === name)
  if (!spec) throw new Error(`no indicator ${name}`)
  return spec
}

/** What a test of agreement reads of a sample: its bars, their columns as packages take them, and ours by name, whole or only the first. */
export function readSample(specs: IndicatorSpec[], candles: Candle[]) {
  const bars = barsOf(candles)
  const given = (name: keyof Candle) => candles.map((one) => one[name])
  return {
    bars,
    high: given('high'),
    low: given('low'),
    close: given('close'),
    volume: given('volume'),
    columns: (name: string, ...params: number[]) => columnsOf(specOf(specs, name), bars, params),
    column: (name: string, ...params: number[]) => valuesOf(specOf(specs, name), bars, params),
  }
}

/** What a package with an `update(candle, replace)` answers bar by bar, without its silence at the start. */
export function updates<I, R>(indicator: { update(value: I, replace: boolean): R | null }, values: I[]): R[] {
  return values.map((value) => indicator.update(value, false)).filter((result): result is R & {} => result !== null)
}

/**
 * How far the ends of two columns are apart, relative to the size of the values; the shorter (a package leaves out its silence) is laid
 * against the end. `last` looks at so many rows only. Throws when there is nothing to compare.
 */
export function distance(ours: number[], theirs: number[], last = theirs.length): number {
  const count = Math.min(last, theirs.length, ours.length)
  if (count === 0) throw new Error('nothing to compare')
  let most = 0
  let size = Number.MIN_VALUE
  for (let k = 1; k <= count; k++) {
    const [a, b] = [ours[ours.length - k], theirs[theirs.length - k]]
    if (!Number.isFinite(a) || !Number.isFinite(b)) return Number.POSITIVE_INFINITY
    most = Math.max(most, Math.abs(a - b))
    size = Math.max(size, Math.abs(b))
  }
  return most / size
}

/** One field of many answers. */
export function pick<T, K extends keyof T>(rows: T[], name: K): T[K][] {
  return rows.map((row) => row[name])
}

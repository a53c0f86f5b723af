import type { DayNumber, Instant } from '../../core/time.ts'
import { type Bars, createBars, OPTIONAL_COLUMNS } from '../../market/bars.ts'
import { newYorkDay } from '../../market/calendar/new-york.ts'
import type { Labels, Prints, Quotes } from '../../market/prints.ts'
import type { Snapshot } from '../../ports/market-data.ts'

type Rows = Bars | Prints | Quotes
const VALUES = ['open', 'high', 'low', 'close', 'volume'] as const

/** The rows whose time passes, in new columns; the same object when all do. */
export function keepRows<T extends Rows>(rows: T, passes: (at: Instant) => boolean): T {
  const kept: number[] = []
  for (let i = 0; i < rows.length; i++) if (passes(rows.time[i])) kept.push(i)
  if (kept.length === rows.length) return rows
  const picked = Object.entries(rows).map(([name, value]) => [name, pick(value, kept)])
  return { ...Object.fromEntries(picked), length: kept.length }
}

function pick(value: unknown, kept: number[]): unknown {
  if (value instanceof Float64Array) return Float64Array.from(kept, (i) => value[i])
  if (Array.isArray(value)) return kept.map((i) => value[i])
  if (isLabels(value)) return { ...value, codes: Uint16Array.from(kept, (i) => value.codes[i]) }
  return value
}

function isLabels(value: unknown): value is Labels {
  return typeof value === 'object' && value !== null && 'codes' in value
}

/** The bars with those of a New York day taken from others at the same times; a bar the others lack is dropped. */
export function replaceRows(bars: Bars, day: DayNumber, others: Bars | null): Bars {
  const made = createBars(bars, bars.length, { prints: bars.prints !== null, vwap: bars.vwap !== null })
  for (let i = 0; i < bars.length; i++) {
    const inDay = newYorkDay(bars.time[i]) === day
    const at = inDay ? (others ? others.time.subarray(0, others.length).indexOf(bars.time[i]) : -1) : i
    if (at >= 0) copyRow(inDay ? (others as Bars) : bars, at, made)
  }
  return made
}

function copyRow(from: Bars, i: number, to: Bars): void {
  const row = to.length++
  for (const name of ['time', ...VALUES] as const) to[name][row] = from[name][i]
  for (const name of OPTIONAL_COLUMNS) if (to[name]) to[name][row] = from[name]?.[i] ?? Number.NaN
}

/** Prices times the factor of their time, volumes through it: how a split shows on the tape. */
export function scaleBars(bars: Bars, factorAt: (at: Instant) => number): Bars {
  if (factorAt(bars.time[bars.length - 1] ?? 0) === 1) return bars
  const made = createBars(bars, bars.length, { prints: bars.prints !== null, vwap: bars.vwap !== null })
  for (let i = 0; i < bars.length; i++) {
    const factor = factorAt(bars.time[i])
    copyRow(bars, i, made)
    for (const name of ['open', 'high', 'low', 'close'] as const) made[name][i] = onTick(bars[name][i] * factor)
    made.volume[i] = Math.round(bars.volume[i] / factor)
    if (made.vwap && bars.vwap) made.vwap[i] = bars.vwap[i] * factor
  }
  return made
}

/** The same for prints and quotes. */
export function scalePrices<T extends Prints | Quotes>(rows: T, factorAt: (at: Instant) => number): T {
  if (factorAt(rows.time[rows.length - 1] ?? 0) === 1) return rows
  const prices =
    'price' in rows ? { price: scaled(rows.price) } : { bidPrice: scaled(rows.bidPrice), askPrice: scaled(rows.askPrice) }
  const sizes =
    'price' in rows ? { size: resized(rows.size) } : { bidSize: resized(rows.bidSize), askSize: resized(rows.askSize) }
  return { ...rows, ...prices, ...sizes }

  function scaled(column: Float64Array): Float64Array {
    return Float64Array.from({ length: rows.length }, (_, i) => onTick(column[i] * factorAt(rows.time[i])))
  }
  function resized(column: Float64Array): Float64Array {
    return Float64Array.from({ length: rows.length }, (_, i) => Math.max(1, Math.round(column[i] / factorAt(rows.time[i]))))
  }
}

/** Prints no larger than the cap of their time. */
export function capSizes(prints: Prints, capAt: (at: Instant) => number): Prints {
  return {
    ...prints,
    size: Float64Array.from({ length: prints.length }, (_, i) => Math.min(prints.size[i], capAt(prints.time[i]))),
  }
}

export function scaleSnapshot(seen: Snapshot, factor: number): Snapshot {
  if (factor === 1) return seen
  const price = (value: number | null) => (value === null ? null : onTick(value * factor))
  const units = (value: number | null) => (value === null ? null : Math.round(value / factor))
  return {
    ...seen,
    price: onTick(seen.price * factor),
    bid: price(seen.bid),
    ask: price(seen.ask),
    bidSize: units(seen.bidSize),
    askSize: units(seen.askSize),
    sessionOpen: price(seen.sessionOpen),
    sessionHigh: price(seen.sessionHigh),
    sessionLow: price(seen.sessionLow),
    volume: units(seen.volume),
    previousClose: price(seen.previousClose),
  }
}

/** Cents from a dollar on, hundredths of a cent below: where the tape's prices stand. */
function onTick(price: number): number {
  return price >= 1 ? Math.round(price * 100) / 100 : Math.round(price * 10_000) / 10_000
}

import type { Bars, Column } from '../../../market/bars.ts'
import { parseTimeframe, type Timeframe } from '../../../market/timeframe.ts'
import type { Frame } from './frame.ts'
import { frameOf } from './frame-view.ts'

/** The frame that a helper was given. @throws TypeError for anything else, and for rows of several symbols, which are several series */
export function oneSeries(value: unknown, helper: string): Frame {
  const frame = frameOf(value)
  if (!frame) throw new TypeError(`${helper} takes df, or a frame made of it`)
  const { symbols } = frame
  if (symbols.length > 1) {
    throw new TypeError(
      `${helper} takes the rows of one symbol, and this frame has ${symbols.length}: df.groupBy('symbol')['${symbols[0]}']`,
    )
  }
  return frame
}

/** A frame of bars as `Bars`; what the source did not give is null. @throws ReferenceError naming a column that is missing */
export function barsOf(value: unknown, helper: string): Bars {
  const frame = oneSeries(value, helper)
  const needed = (name: string): Column => {
    if (!frame.has(name)) throw new ReferenceError(`${helper} needs the column ${name}: there are ${frame.columns.join(', ')}`)
    return frame.col(name) as Float64Array
  }
  const optional = (name: string) => (frame.has(name) ? (frame.col(name) as Float64Array) : null)
  return {
    symbol: frame.symbols[0] ?? frame.name,
    timeframe: timeframeOf(frame),
    source: frame.source,
    feed: frame.feed ?? '',
    length: frame.length,
    time: needed('time'),
    open: needed('open'),
    high: needed('high'),
    low: needed('low'),
    close: needed('close'),
    volume: needed('volume'),
    prints: optional('prints'),
    vwap: optional('vwap'),
  }
}

/** Daily where the frame does not say: no helper that needs to know goes by it (`assessLiquidity` asks the frame itself). */
function timeframeOf(frame: Frame): Timeframe {
  return frame.timeframe === null ? '1d' : parseTimeframe(frame.timeframe)
}

/** Numbers in a row: the closes of a frame, or an array that was given. */
export function seriesOf(value: unknown, helper: string): Float64Array {
  if (frameOf(value)) {
    const frame = oneSeries(value, helper)
    return frame.col(frame.has('close') ? 'close' : 'price') as Float64Array
  }
  if (!Array.isArray(value) && !ArrayBuffer.isView(value))
    throw new TypeError(`${helper} takes df or an array of numbers, such as df.close`)
  return Float64Array.from(value as unknown as ArrayLike<number>)
}

/** A whole number from `least` on. @throws RangeError */
export function wholeNumber(value: unknown, name: string, least = 1): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least)
    throw new RangeError(`${name} is a whole number from ${least} on, not ${String(value)}`)
  return value
}

/** The last value; null where there is none. */
export function lastOf(values: ArrayLike<number>): number | null {
  const value = values[values.length - 1]
  return Number.isFinite(value) ? value : null
}

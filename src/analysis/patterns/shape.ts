import type { Bars, Column } from '../../market/bars.ts'
import { indicatorColumn } from '../indicators/registry.ts'
import { type Pivot, settledPivots } from './pivots.ts'

/** What a chart pattern is looked for in. */
export interface Shape {
  length: number
  high: Column
  low: Column
  close: Column
  /** Average true range of 14 bars at each row, NaN while it warms up: the measure of what is near and what is far. */
  range: Column
  pivots: Pivot[]
}

/** A pattern and the rows it lies on. */
export interface ChartPattern {
  name: string
  direction: 'bullish' | 'bearish'
  fromRow: number
  toRow: number
  /** At this row's close all of it was there: the last pivot settled, the line broken. */
  knownRow: number
}

/** The shape of a series, each row of it made from that row and those before. */
export function shapeOf(bars: Bars): Shape {
  const { length, high, low, close } = bars
  return { length, high, low, close, range: indicatorColumn('atr', bars, [14]), pivots: settledPivots(bars) }
}

/** The same upside down: what is a top in one is a bottom in the other. */
export function mirrored(shape: Shape): Shape {
  const negated = (values: Column, length: number) => values.subarray(0, length).map((value) => -value)
  const { length, high, low, close, range, pivots } = shape
  return {
    length,
    high: negated(low, length),
    low: negated(high, length),
    close: negated(close, length),
    range,
    pivots: pivots.map((pivot) => ({ ...pivot, kind: pivot.kind === 'high' ? 'low' : 'high', price: -pivot.price })),
  }
}

/** First row in `[from, to]` that closes below a line, unless one closes above `ceiling` before it; -1 when neither or the wrong one comes. */
export function breakBelow(shape: Shape, from: number, to: number, line: (row: number) => number, ceiling: number): number {
  for (let row = from; row <= Math.min(to, shape.length - 1); row++) {
    if (shape.close[row] > ceiling) return -1
    if (shape.close[row] < line(row)) return row
  }
  return -1
}

/** The straight line through two pivots. */
export function lineThrough(a: Pivot, b: Pivot): (row: number) => number {
  const slope = (b.price - a.price) / (b.row - a.row)
  return (row) => a.price + slope * (row - a.row)
}

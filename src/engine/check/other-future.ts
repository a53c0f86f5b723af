import type { Random } from '../../analysis/random.ts'
import type { Bars, Column } from '../../market/bars.ts'

const PRICES = ['open', 'high', 'low', 'close', 'vwap'] as const
const COUNTS = ['volume', 'prints'] as const

/** Bars drawn in one piece: inside it the market keeps its pace, between two of them anything may follow. */
const BLOCK = 20

/** How far beyond the series' own highest and lowest close the path may go, as a factor, before blocks that lead back are looked for. */
const BEYOND = 2
const TRIES = 16

/** A bar whose shape cannot be read (a price of 0 or less in it or before it): the drawn one stands still. */
const STILL = -1

/**
 * Writes another future into a series' columns, from row `from` to the end, and returns what puts the true one back. The series' own bars
 * are drawn anew: blocks of them in a random order (D. N. Politis and J. P. Romano, "A circular block-resampling procedure for stationary
 * data", 1992), each bar as it stood to the close before it. So the path goes on from the last true close, its prices stay positive, and
 * its bars are as wide as this market's are. Volumes come along with their bars; times stay.
 */
export function writeOtherFuture(bars: Bars, from: number, random: Random): () => void {
  if (from < 1 || from >= bars.length) return () => {}
  const rows = drawRows(bars, from, random)
  const levels = levelsOf(bars.close, from, rows)
  const prices = PRICES.map((name) => [name, pricesOf(bars[name], bars.close, rows, levels)] as const)
  const counts = COUNTS.map((name) => [name, countsOf(bars[name], rows)] as const)
  const changed = [...prices, ...counts].flatMap(([name, made]) => {
    const column = bars[name]
    return column && made ? [{ column, made, kept: column.slice(from, bars.length) }] : []
  })
  for (const { column, made } of changed) column.set(made, from)
  return () => {
    for (const { column, kept } of changed) column.set(kept, from)
  }
}

/** Of each row to be written the row it is drawn from. */
function drawRows(bars: Bars, from: number, random: Random): Int32Array {
  const { close, length } = bars
  const rows = new Int32Array(length - from)
  const [lowest, highest] = rangeOf(close, length)
  let level = close[from - 1]
  for (let i = 0; i < rows.length; i += BLOCK) {
    const size = Math.min(BLOCK, rows.length - i)
    const way = level > highest * BEYOND ? -1 : level < lowest / BEYOND ? 1 : 0
    let start = 0
    let change = 1
    for (let tries = 0; tries < TRIES; tries++) {
      start = random.below(length - 1)
      change = changeOf(bars, start, size)
      if (way === 0 || (change - 1) * way > 0) break
    }
    for (let k = 0; k < size; k++) rows[i + k] = sourceRow(bars, start + k)
    level *= change
  }
  return rows
}

/** The first and last bars are neighbours; the very first has no bar before it to stand to. */
function sourceRow(bars: Bars, at: number): number {
  const row = 1 + (at % (bars.length - 1))
  const { open, high, low, close } = bars
  const whole = close[row - 1] > 0 && open[row] > 0 && high[row] > 0 && low[row] > 0 && close[row] > 0
  return whole && close[row] < Number.POSITIVE_INFINITY ? row : STILL
}

/** Factor by which a block moves the price. */
function changeOf(bars: Bars, start: number, size: number): number {
  let change = 1
  for (let k = 0; k < size; k++) {
    const row = sourceRow(bars, start + k)
    if (row !== STILL) change *= bars.close[row] / bars.close[row - 1]
  }
  return change
}

function rangeOf(close: Column, length: number): [lowest: number, highest: number] {
  let lowest = Number.POSITIVE_INFINITY
  let highest = 0
  for (let i = 0; i < length; i++) {
    if (close[i] > 0 && close[i] < lowest) lowest = close[i]
    if (close[i] > highest) highest = close[i]
  }
  return [lowest, highest]
}

/** The close before each row to be written. */
function levelsOf(close: Column, from: number, rows: Int32Array): Column {
  const levels = new Float64Array(rows.length)
  let level = close[from - 1]
  for (let i = 0; i < rows.length; i++) {
    levels[i] = level
    if (rows[i] !== STILL) level *= close[rows[i]] / close[rows[i] - 1]
  }
  return levels
}

function pricesOf(column: Column | null, close: Column, rows: Int32Array, levels: Column): Column | null {
  if (column === null) return null
  return levels.map((level, i) => (rows[i] === STILL ? level : level * (column[rows[i]] / close[rows[i] - 1])))
}

function countsOf(column: Column | null, rows: Int32Array): Column | null {
  if (column === null) return null
  return Float64Array.from(rows, (row) => (row === STILL ? 0 : column[row]))
}

import { type Column, column } from '../../market/bars.ts'
import { quantileOfSorted } from '../statistics/quantile.ts'
import type { Transform } from './types.ts'

/** Levels must differ by this factor between the low and the high third of the rows before moves at them can be compared. */
const TELLING = 1.5

/** Moves that grow with the level at least so (0: not at all, 1: in proportion) are better seen as logarithms. */
const GROWS = 0.5

/**
 * The scale to forecast in, decided from the first `rows` values only: logarithms where all of them are above zero and the size of moves grows
 * with the level, or where that cannot be told and the values move as a price does (a small part of the level at a time, one move nearly
 * independent of the one before); else the values as they are. The growth is the slope between the logarithms of level and of median absolute
 * move in the lowest and the highest third of the levels (the spread-versus-level plot of J. W. Tukey, "Exploratory Data Analysis", 1977).
 */
export function chooseTransform(values: ArrayLike<number>, rows: number): Transform {
  const end = Math.min(rows, values.length)
  for (let row = 0; row < end; row++) if (!(values[row] > 0)) return 'level'
  if (end < 3) return 'level'
  const growth = growthOf(values, end)
  return (growth === null ? movesAsPrice(values, end) : growth >= GROWS) ? 'log' : 'level'
}

/** Values on the scale of forecasts, as a column over shared memory. */
export function toTransformed(values: ArrayLike<number>, transform: Transform): Column {
  const z = column(values.length)
  for (let row = 0; row < z.length; row++) z[row] = transform === 'log' ? Math.log(values[row]) : values[row]
  return z
}

/** A value of that scale in the series' own units. */
export function fromTransformed(z: number, transform: Transform): number {
  return transform === 'log' ? Math.exp(z) : z
}

/** A value after a move on the scale of forecasts: from the value itself, so that no move gives it back to the bit. Never beyond the largest number. */
export function movedBy(value: number, distance: number, transform: Transform): number {
  return transform === 'log' ? Math.min(Number.MAX_VALUE, value * Math.exp(distance)) : value + distance
}

/** Null where levels hardly differ, or nothing moves. */
function growthOf(values: ArrayLike<number>, end: number): number | null {
  const moves = Array.from({ length: end - 1 }, (_, i) => ({ level: values[i], move: Math.abs(values[i + 1] - values[i]) }))
  moves.sort((a, b) => a.level - b.level)
  const third = Math.floor(moves.length / 3)
  const low = middleOf(moves.slice(0, third))
  const high = middleOf(moves.slice(-third))
  if (third === 0 || !(high.level > TELLING * low.level) || !(low.move > 0) || !(high.move > 0)) return null
  return Math.log(high.move / low.move) / Math.log(high.level / low.level)
}

function middleOf(moves: { level: number; move: number }[]): { level: number; move: number } {
  return { level: median(moves.map(({ level }) => level)), move: median(moves.map(({ move }) => move)) }
}

function median(values: number[]): number {
  return quantileOfSorted(
    values.sort((a, b) => a - b),
    0.5,
  )
}

function movesAsPrice(values: ArrayLike<number>, end: number): boolean {
  const moves = Array.from({ length: end - 1 }, (_, i) => values[i + 1] / values[i] - 1)
  const mean = moves.reduce((sum, move) => sum + move, 0) / moves.length
  let square = 0
  let product = 0
  for (let i = 0; i < moves.length; i++) {
    square += (moves[i] - mean) ** 2
    if (i > 0) product += (moves[i] - mean) * (moves[i - 1] - mean)
  }
  const typical = median(moves.map(Math.abs))
  return typical < 0.1 && Math.abs(product) < 0.25 * square
}

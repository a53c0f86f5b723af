import { type Scale, scaleOf } from '../../../tui/draw/chart/scale.ts'
import type { Fan, FanChart } from './types.ts'

/** Points of the line for each step ahead, where no past forecast asks for more; and how many at least. */
const LINE_PER_STEP = 3
const LEAST_LINE = 40
/** Columns a point takes at most. */
const WIDEST = 2

/** Where everything stands. `x` counts dots of braille, two a column. */
export interface FanPlan {
  line: readonly number[]
  fan: Fan
  past: readonly Fan[]
  /** What the first shown point is called in the whole line. */
  first: number
  points: number
  columns: number
  scale: Scale
  x(point: number): number
  /** The point, with its fraction, under the middle of a column. */
  pointAt(column: number): number
}

/** Points to show: so much of the line that the forecast keeps its room, or all from the oldest past forecast on. */
export function shownPart(chart: FanChart): Pick<FanPlan, 'line' | 'fan' | 'past' | 'first' | 'points'> {
  const { line, fan, past } = chart
  const usual = line.length - Math.max(LEAST_LINE, LINE_PER_STEP * fan.median.length)
  const oldest = Math.min(...past.map((one) => one.at))
  const first = Math.max(0, Math.min(usual, oldest))
  const shift = (one: Fan): Fan => ({ ...one, at: one.at - first })
  return {
    line: line.slice(first),
    fan: { ...fan, at: line.length - 1 - first },
    past: past.map(shift),
    first,
    points: line.length - first + fan.median.length,
  }
}

/** Prices of all that is shown, from top to bottom. */
export function scaleOfFans({ line, fan, past }: Pick<FanPlan, 'line' | 'fan' | 'past'>, rows: number): Scale {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  const take = (values: readonly number[]) => {
    for (const value of values) {
      if (value < low) low = value
      if (value > high) high = value
    }
  }
  take(line)
  for (const one of [fan, ...past]) {
    take(one.median)
    for (const band of one.bands) for (const edge of [band.low, band.high]) take(edge)
  }
  return scaleOf(low, high, [], rows)
}

/** @param room columns for the plot */
export function planFans(chart: FanChart, room: number, rows: number): FanPlan {
  const part = shownPart(chart)
  const columns = Math.max(1, Math.min(room, part.points * WIDEST))
  const step = part.points > 1 ? (2 * columns - 1) / (part.points - 1) : 0
  return {
    ...part,
    columns,
    scale: scaleOfFans(part, rows),
    x: (point) => Math.round(point * step),
    pointAt: (column) => (step === 0 ? 0 : (2 * column + 0.5) / step),
  }
}

/** An edge of a band or the median at a fraction of a step; it begins in the value at the origin. */
export function alongSteps(values: readonly number[], origin: number, steps: number): number {
  const below = Math.min(values.length, Math.max(0, Math.floor(steps)))
  const at = (step: number) => (step === 0 ? origin : values[Math.min(values.length, step) - 1])
  return at(below) + (steps - below) * (at(below + 1) - at(below))
}

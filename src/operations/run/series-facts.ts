import { moments } from '../../analysis/statistics/moments.ts'
import { counted } from '../common/words.ts'

/** A list of numbers as code returned it; null is where one is missing. */
export type Series = (number | null)[]

/** Fewer values than this have no trend to speak of. */
const LEAST_TREND = 10
/** A line that explains less is no trend. */
const LEAST_EXPLAINED = 0.5
/** Deviations from the mean from which a last value stands out. */
const FAR = 2

/** What a series shows: which way it goes, its ends, whether its last value stands out, how much is missing. `placeOf` names a row. */
export function seriesFacts(name: string, series: Series, placeOf: (row: number) => string): string[] {
  const rows = series.flatMap((value, row) => (value === null ? [] : [{ row, value }]))
  const missing = series.length - rows.length
  const gaps = missing > 0 ? [`${name}: ${missing} of ${counted(series.length, 'value')} missing`] : []
  if (rows.length < 2) return gaps
  return [...trendOf(name, rows), ...extremesOf(name, rows, placeOf), ...lastOf(name, rows), ...gaps]
}

type Points = { row: number; value: number }[]

/** The least-squares line through the values by their row, and the share of their variation that it explains. */
export function lineThrough(points: Points): { slope: number; explained: number } {
  const meanRow = points.reduce((sum, { row }) => sum + row, 0) / points.length
  const meanValue = points.reduce((sum, { value }) => sum + value, 0) / points.length
  let [across, both, up] = [0, 0, 0]
  for (const { row, value } of points) {
    across += (row - meanRow) ** 2
    both += (row - meanRow) * (value - meanValue)
    up += (value - meanValue) ** 2
  }
  return { slope: both / across, explained: up === 0 ? 0 : both ** 2 / (across * up) }
}

function trendOf(name: string, points: Points): string[] {
  if (points.length < LEAST_TREND) return []
  const { slope, explained } = lineThrough(points)
  // Values near the largest that there are have no sum.
  if (!Number.isFinite(explained)) return []
  const share = `a straight line explains ${Math.round(explained * 100)}%`
  if (explained < LEAST_EXPLAINED) return [`${name} goes no one way over ${counted(points.length, 'value')}: ${share}`]
  const [first, last] = [points[0].value, points[points.length - 1].value]
  const way = slope > 0 ? 'rises' : 'falls'
  return [`${name} ${way} over ${counted(points.length, 'value')}, from ${figure(first)} to ${figure(last)}: ${share}`]
}

function extremesOf(name: string, points: Points, placeOf: (row: number) => string): string[] {
  let [low, high] = [points[0], points[0]]
  for (const point of points) {
    if (point.value < low.value) low = point
    if (point.value > high.value) high = point
  }
  if (low.value === high.value) return [`${name} is ${figure(low.value)} throughout`]
  return [
    `${name} is lowest at ${placeOf(low.row)} (${figure(low.value)}) and highest at ${placeOf(high.row)} (${figure(high.value)})`,
  ]
}

function lastOf(name: string, points: Points): string[] {
  if (points.length < LEAST_TREND) return []
  const values = points.map(({ value }) => value)
  const { mean, deviation } = moments(values)
  const far = deviation > 0 ? (values[values.length - 1] - mean) / deviation : 0
  if (!(Math.abs(far) >= FAR) || !Number.isFinite(far)) return []
  return [`the last value of ${name} stands ${Math.abs(far).toFixed(1)} deviations ${far > 0 ? 'above' : 'below'} its mean`]
}

/** Four digits that count. */
export function figure(value: number): string {
  const digits = value.toPrecision(4)
  const rounded = Number(digits)
  return Number.isFinite(rounded) ? String(rounded) : digits
}

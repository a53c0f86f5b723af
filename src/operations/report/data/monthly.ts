import { DAY } from '../../../core/time.ts'

export interface YearOfReturns {
  year: number
  /** January to December; null where the run has no session in the month. */
  months: (number | null)[]
  total: number
}

/** Returns by calendar month and year of daily equity: each against the last equity before, the first against the start cash. */
export function monthlyReturns(day: ArrayLike<number>, equity: ArrayLike<number>, startCash: number): YearOfReturns[] {
  const years = new Map<number, YearOfReturns>()
  let [monthStart, yearStart, before] = [startCash, startCash, startCash]
  let [lastYear, lastMonth] = [Number.NaN, Number.NaN]
  for (let i = 0; i < day.length; i++) {
    const date = new Date(day[i] * DAY)
    const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
    if (year !== lastYear) yearStart = before
    if (year !== lastYear || month !== lastMonth) monthStart = before
    const row = years.get(year) ?? { year, months: new Array<number | null>(12).fill(null), total: 0 }
    row.months[month] = equity[i] / monthStart - 1
    row.total = equity[i] / yearStart - 1
    years.set(year, row)
    ;[lastYear, lastMonth, before] = [year, month, equity[i]]
  }
  return [...years.values()]
}

/** Simple returns of daily equity; the first against the start cash. */
export function dailyReturns(equity: ArrayLike<number>, startCash: number): Float64Array {
  return Float64Array.from(equity, (value, i) => value / (i === 0 ? startCash : equity[i - 1]) - 1)
}

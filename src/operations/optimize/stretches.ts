import { firstWhere } from '../../core/search.ts'
import { type DayNumber, type Instant, isoDate } from '../../core/time.ts'
import type { PreparedSeries } from '../../engine/types.ts'
import { sliceBars } from '../../market/bars.ts'
import { OpenbellError } from '../operation.ts'

/** A stretch of the data on which trials run: decisions fall on sessions `[from, to]`, what lies before only warms indicators up. */
export interface Stretch {
  /** 'all', 'fold-1-in', 'fold-1-out' ... */
  name: string
  from: DayNumber
  to: DayNumber
  /** Sessions. */
  sessions: number
}

/** Whether a stretch is the whole range, under whichever name. */
export function isWhole({ name }: Stretch): boolean {
  return name === 'all' || name === 'neighbours'
}

export interface Fold {
  /** From 1. */
  number: number
  inSample: Stretch
  outOfSample: Stretch
}

export interface Stretches {
  all: Stretch
  folds: Fold[]
}

/** Sessions that a part must have at least: below that a fold's figures are noise alone. */
const FEWEST_SESSIONS = 5

/**
 * The plan of a walk-forward analysis (R. Pardo, "The Evaluation and Optimization of Trading Strategies", 2nd edition, Wiley 2008): the
 * sessions are cut into one part more than there are folds, as equal as can be; fold k searches part k (anchored: parts 1 to k) and is judged on part k + 1.
 * @throws OpenbellError usage when the parts would have fewer than five sessions.
 */
export function planStretches(series: readonly PreparedSeries[], folds: number, anchored: boolean): Stretches {
  const days = sessionDays(series)
  const part = (from: number, to: number, name: string): Stretch => ({
    name,
    from: days[from],
    to: days[to - 1],
    sessions: to - from,
  })
  const all = part(0, days.length, 'all')
  const parts = folds + 1
  if (folds > 0 && days.length < parts * FEWEST_SESSIONS) {
    const message = `${days.length} sessions are too few for ${folds} folds of walk-forward (${parts} parts of ${FEWEST_SESSIONS} at least)`
    throw new OpenbellError('usage', message, `a longer range with --from, fewer folds with --walk-forward, or --in-sample`)
  }
  const cut = (number: number) => Math.floor((number * days.length) / parts)
  return {
    all,
    folds: Array.from({ length: folds }, (_, i) => ({
      number: i + 1,
      inSample: part(anchored ? 0 : cut(i), cut(i + 1), `fold-${i + 1}-in`),
      outOfSample: part(cut(i + 1), cut(i + 2), `fold-${i + 1}-out`),
    })),
  }
}

/** Every date on which any symbol has a bar, ascending. */
function sessionDays(series: readonly PreparedSeries[]): DayNumber[] {
  const days = new Set<DayNumber>()
  for (const { bars, day } of series) for (let i = 0; i < bars.length; i++) days.add(day[i])
  return [...days].sort((a, b) => a - b)
}

/** The series up to the end of a stretch, and the instant after which it decides; symbols without a bar by then are left out. */
export function cutSeries(
  series: readonly PreparedSeries[],
  { from, to }: Stretch,
): { series: PreparedSeries[]; decideFrom: Instant | null } {
  let decideFrom: Instant | null = null
  const kept = series.flatMap((one) => {
    const start = firstOn(one, from)
    if (start > 0) decideFrom = Math.max(decideFrom ?? Number.NEGATIVE_INFINITY, one.closeTime[start - 1])
    const end = firstOn(one, to + 1)
    if (end === 0) return []
    if (end === one.bars.length) return [one]
    const { bars, closeTime, day } = one
    return [{ ...one, bars: sliceBars(bars, 0, end), closeTime: closeTime.subarray(0, end), day: day.subarray(0, end) }]
  })
  return { series: kept, decideFrom }
}

/** First row on or after a date. */
function firstOn({ bars, day }: PreparedSeries, date: DayNumber): number {
  return firstWhere(bars.length, (row) => day[row] >= date)
}

/** A stretch in words: 2024-01-02 to 2024-06-28. */
export function spanText({ from, to }: Stretch): string {
  return `${isoDate(from)} to ${isoDate(to)}`
}

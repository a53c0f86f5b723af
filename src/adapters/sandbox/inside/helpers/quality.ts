import { brokenRules } from '../../../../market/quality/rules.ts'
import { barsOf } from '../bars-of.ts'
import type { Frame } from '../frame.ts'
import { frameOf } from '../frame-view.ts'

export interface DataQuality {
  /** Share of rows without a fault. */
  score: number | null
  /** `good` and `fair` from the shares of these names on, else `poor`; `unknown` without rows. */
  rating: 'good' | 'fair' | 'poor' | 'unknown'
  rows: number
  /** Rows in which a value is missing. */
  missing: number
  /** Rows that break what a bar is, by rule; 'time does not ascend' is a repeated or misplaced row. */
  broken: Record<string, number>
}

/**
 * How many rows can be relied on: no value missing, and of bars none that breaks what a bar is (`brokenRules`). It judges the rows that are there;
 * bars that are not there at all are told by the dataset itself, which knows the calendar.
 */
export function assessDataQuality(df: unknown, fair = 0.9, good = 0.95): DataQuality {
  const frame = frameOf(df)
  if (!frame) throw new TypeError('assessDataQuality takes df, or a frame made of it')
  const parts = frame.symbols.length > 1 ? [...frame.groupBy('symbol').values()] : [df as Frame]
  const broken: Record<string, number> = {}
  let [missing, faulty] = [0, 0]
  for (const part of parts) {
    const holes = rowsWithHoles(part)
    const faults = new Set(holes)
    missing += holes.length
    for (const { rule, row } of rulesBroken(part)) {
      broken[rule] = (broken[rule] ?? 0) + 1
      faults.add(row)
    }
    faulty += faults.size
  }
  const score = frame.length === 0 ? null : 1 - faulty / frame.length
  return { score, rating: ratingOf(score, fair, good), rows: frame.length, missing, broken }
}

function ratingOf(score: number | null, fair: number, good: number): DataQuality['rating'] {
  if (score === null) return 'unknown'
  return score >= good ? 'good' : score >= fair ? 'fair' : 'poor'
}

/** Counts of prints and average prices are extras that a source may not have for every bar. */
const EXTRAS = ['prints', 'vwap']

function rowsWithHoles(frame: Frame): number[] {
  const columns = frame.columns.filter((name) => !EXTRAS.includes(name)).map((name) => frame.col(name))
  const rows: number[] = []
  for (let row = 0; row < frame.length; row++) {
    if (columns.some((values) => values[row] === '' || Number.isNaN(values[row]))) rows.push(row)
  }
  return rows
}

/** Each fault with its row; the rules name times, and a repeated time stands at the rows after its first. */
function rulesBroken(frame: Frame): { rule: string; row: number }[] {
  if (!['time', 'open', 'high', 'low', 'close', 'volume'].every((name) => frame.has(name))) return []
  const bars = barsOf(frame, 'assessDataQuality')
  const found: { rule: string; row: number }[] = []
  for (const { time, rule } of brokenRules(bars)) {
    const after = found.at(-1)?.row ?? -1
    const row = bars.time.indexOf(time, after + 1)
    found.push({ rule, row: row < 0 ? after : row })
  }
  return found
}

import { type Instant, MINUTE } from '../../core/time.ts'
import { closedCount } from '../../market/bar-times.ts'
import { type Bars, sliceBars } from '../../market/bars.ts'
import { asOfSession } from '../../market/calendar/as-of-session.ts'
import type { Calendar } from '../../market/calendar/calendar.ts'
import { resample } from '../../market/resample.ts'
import type { Timeframe } from '../../market/timeframe.ts'
import { lastRegularMinutes, meanPrints, printsOfBars } from '../liquidity.ts'
import type { Operands } from '../scan/evaluate.ts'
import { factsOf, sessionRows } from '../scan/facts.ts'
import { type Operand, wants } from '../scan/plan.ts'
import type { Phases } from '../scan/session-rows.ts'

/** Bars of a timeframe that have closed by an instant, made of minutes. */
export function closedBars(minutes: Bars, timeframe: Timeframe, calendar: Calendar, phases: Phases, at: Instant): Bars {
  const whole = sliceBars(minutes, 0, minutes.length)
  const bars = resample(whole, timeframe, calendar, { session: phases })
  return sliceBars(bars, 0, closedCount(bars, calendar, at))
}

/**
 * What a rule reads of closed bars: the same words with the same meaning as in `scan` (analysis/scan/facts.ts); null where the session has no bar yet.
 * @param coverage share of the market's prints that the feed carries; counts of prints are scaled up by it
 */
export function barFacts(
  bars: Bars,
  minutes: Bars,
  operands: Operand[],
  { calendar, phases, at, coverage }: { calendar: Calendar; phases: Phases; at: Instant; coverage: number },
): Operands | null {
  const session = asOfSession(calendar, bars.timeframe, at, phases)
  const rows = session && sessionRows(bars, session, phases)
  if (!session || !rows) return null
  const printsPerMinute = wants(operands, 'prints_per_minute') ? recentPrints(minutes, calendar, at, coverage) : null
  const rvol = wants(operands, 'rvol') || wants(operands, 'rvol_sessions')
  return factsOf({ bars, session, calendar, asOf: at, phases, operands, printsPerMinute, rvol }, rows)
}

/** Mean prints of the last five regular minutes that ended by an instant, scaled up to the whole market; null when one of them is unknown. */
export function recentPrints(minutes: Bars, calendar: Calendar, at: Instant, coverage: number): number | null {
  const last = lastRegularMinutes(calendar, Math.floor(at / MINUTE) * MINUTE - MINUTE)
  const mean = meanPrints(printsOfBars(minutes, last))
  return mean === null ? null : mean / coverage
}

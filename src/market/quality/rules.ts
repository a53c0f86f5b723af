import type { DayNumber, Instant } from '../../core/time.ts'
import type { CorporateAction } from '../actions.ts'
import type { Bars } from '../bars.ts'
import type { Calendar } from '../calendar/calendar.ts'
import { isIntraday } from '../timeframe.ts'
import { barJump, maySplit } from './splits.ts'

export interface Violation {
  time: Instant
  rule: string
}

/** A jump that has the size of a split. `split`: new shares per old share; `explained`: a stored split of that date says the same. */
export interface Jump {
  time: Instant
  before: number
  after: number
  split: number
  explained: boolean
}

/** Rows that break what a bar is; times that do not ascend. An import sets such rows aside, so here stands what came another way. */
export function brokenRules(bars: Bars): Violation[] {
  const found: Violation[] = []
  for (let i = 0; i < bars.length; i++) {
    const rule = brokenRule(bars, i)
    if (rule) found.push({ time: bars.time[i], rule })
  }
  return found
}

function brokenRule(bars: Bars, i: number): string | null {
  const [open, high, low, close, volume] = [bars.open[i], bars.high[i], bars.low[i], bars.close[i], bars.volume[i]]
  if (i > 0 && bars.time[i] <= bars.time[i - 1]) return 'time does not ascend'
  if (![open, high, low, close, volume].every(Number.isFinite)) return 'a value is no finite number'
  if (!(open > 0 && high > 0 && low > 0 && close > 0)) return 'a price is not above zero'
  if (high < low) return 'high below low'
  if (open > high || open < low) return 'open outside low to high'
  if (close > high || close < low) return 'close outside low to high'
  return volume < 0 ? 'negative volume' : null
}

/**
 * Jumps from one bar's close to the next bar that have the size of a split. Of coins and currencies only those that a stored action
 * explains (a coin exchanged for new ones): any other is what the market did.
 */
export function findJumps(bars: Bars, calendar: Calendar, actions: CorporateAction[]): Jump[] {
  const splits = splitsByDay(actions)
  const suspects = maySplit(bars.symbol)
  const found: Jump[] = []
  for (let i = 1; i < bars.length; i++) {
    const before = bars.close[i - 1]
    const jump = barJump(before, bars.open[i], bars.close[i])
    if (jump === null) continue
    const { split, after } = jump
    const stored = splits.get(calendar.dateOf(bars.time[i]))
    const explained = stored !== undefined && Math.abs(stored / split - 1) < 0.06
    if (explained || suspects) found.push({ time: bars.time[i], before, after, split, explained })
  }
  return found
}

/**
 * Stored splits that the prices do not show: the series looks adjusted already, and adjusting it again would falsify it.
 * Only splits from 2-for-1 on (and their inverses) can be told from an ordinary day.
 */
export function splitsWithoutJump(bars: Bars, calendar: Calendar, actions: CorporateAction[]): Violation[] {
  const splits = splitsByDay(actions)
  const found: Violation[] = []
  let before = Number.NaN
  for (let i = 0; i < bars.length; i++) {
    const day = calendar.dateOf(bars.time[i])
    const split = splits.get(day)
    if (day !== before && i > 0 && split !== undefined && (split >= 1.9 || split <= 1 / 1.9)) {
      const shows = [bars.open[i], bars.close[i]].some((after) => nearerTo(split, bars.close[i - 1] / after))
      if (!shows) {
        found.push({
          time: bars.time[i],
          rule: `a split (${split} new for 1 old) is stored, and the price does not jump: adjusted already?`,
        })
      }
    }
    before = day
  }
  return isIntraday(bars.timeframe) || bars.timeframe === '1d' ? found : []
}

/** True when a ratio of prices is nearer to the split than to no change, on the scale of ratios. */
function nearerTo(split: number, ratio: number): boolean {
  return Math.abs(Math.log(ratio / split)) <= Math.abs(Math.log(ratio))
}

function splitsByDay(actions: CorporateAction[]): Map<DayNumber, number> {
  return new Map(actions.filter((one) => one.kind === 'split' && one.ratio !== null).map((one) => [one.exDay, 1 / one.ratio!]))
}

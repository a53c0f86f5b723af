import type { Metrics } from '../../analysis/metrics/types.ts'
import { iso, parseDate, parseInstant } from '../../core/time.ts'
import type { RunResult } from '../../engine/types.ts'
import type { LoadedStrategy } from '../../strategy/load.ts'
import { counted } from '../common/words.ts'
import type { RunData } from './data.ts'
import { dataWarnings } from './data-warnings.ts'
import type { TrialsOnData } from './trials.ts'

/** Sessions below which yearly figures say little. */
const FEW_SESSIONS = 60

/** Sentences on what a reader of this result would otherwise find out too late; `to`: the end that was typed. */
export function warningsOf(data: RunData, result: RunResult, metrics: Metrics, to?: string): string[] {
  const { totals, why } = result
  const warnings: string[] = [...clipped(data, to), ...dataWarnings(data), ...stretched(data, result)]
  if (data.failed.length > 0)
    warnings.push(`without ${data.failed.map((one) => one.symbol).join(', ')}: the run has fewer symbols than asked for`)
  if (why.intents === 0) warnings.push(nothingHappened(result))
  if (totals.ambiguousBars > 0) {
    warnings.push(
      `${counted(totals.ambiguousBars, 'bar')} did not say what came first, as stop or target; the worse was taken${finerHelp(data)}`,
    )
  }
  if (totals.withoutVolume > 0)
    warnings.push(`${counted(totals.withoutVolume, 'fill')} fell in bars without volume and filled whole`)
  if (totals.marginCalls > 0) warnings.push(`${counted(totals.marginCalls, 'margin call')} closed positions`)
  if (why.denied.some((one) => one.rule === 'minimumPrintsPerMinute') && data.timeframe !== '1m') warnings.push(NO_PRINTS)
  if (metrics.finalEquity <= 0) warnings.push('the account was lost')
  return warnings
}

/** Prints are counted by the minute; longer bars have no count that the limit could be held against. */
const NO_PRINTS =
  'entries were denied because these bars have no count of prints a minute: run on 1m bars, or set minimumPrintsPerMinute to null in a file for --risk FILE'

function finerHelp({ timeframe }: RunData): string {
  return timeframe === '1m' ? '' : ' (finer bars in the store can settle it)'
}

/** What no figure of the result shows: how it came about. */
export function trustWarnings(loaded: LoadedStrategy, { lost }: TrialsOnData): string[] {
  const warnings = importsWarning(loaded)
  if (lost !== null) warnings.push(`this trial was not counted, and those before it are not known: ${lost}`)
  return warnings
}

/** What a strategy reads beside its bars is nothing that openbell could vouch for. */
export function importsWarning({ imports }: LoadedStrategy): string[] {
  if (imports.length === 0) return []
  return [
    `the strategy imports ${imports.join(', ')}: a file or the network can know the future, and no check of openbell sees that`,
  ]
}

/** An end that was asked for and lies after what may be known; the day of the as-of itself is none. */
export function clipped({ series, asOf }: RunData, to: string | undefined): string[] {
  if (to === undefined) return []
  const day = parseDate(to.trim())
  const instant = parseInstant(to.trim())
  const after = day !== null ? day > series[0].calendar.dateOf(asOf) : instant !== null && instant > asOf
  return after ? [`--to ${to} lies after the as-of: the data ends at ${iso(asOf)}`] : []
}

function stretched({ timeframe }: RunData, { steps, day }: RunResult): string[] {
  if (steps === 0) return []
  let days = 1
  for (let i = 1; i < steps; i++) if (day[i] !== day[i - 1]) days++
  const weekly = timeframe === '1w'
  if (days >= (weekly ? FEW_SESSIONS / 5 : FEW_SESSIONS)) return []
  return [
    `yearly figures (return a year, Sharpe and their like) are stretched from ${counted(days, weekly ? 'week' : 'session')}`,
  ]
}

function nothingHappened({ why, steps }: RunResult): string {
  if (why.signals > 0) return `the strategy asked ${counted(why.signals, 'time')} and no intent came of it`
  return `no signal in ${counted(why.barsSeen, 'bar')} (${counted(steps, 'step')}): its rule never held, or the data is shorter than its warm-up`
}

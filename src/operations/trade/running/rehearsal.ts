import { isoDate, MINUTE } from '../../../core/time.ts'
import { prepareSeries } from '../../../engine/prepare.ts'
import type { RiskLimits } from '../../../engine/risk/types.ts'
import { runBacktest } from '../../../engine/run.ts'
import type { PreparedSeries, RunRequest, RunResult } from '../../../engine/types.ts'
import type { Bars } from '../../../market/bars.ts'
import type { AnyStrategy } from '../../../strategy/types.ts'
import type { StrategyForRun } from '../../backtest/setup.ts'
import { strategyFault } from '../../backtest/strategy-fault.ts'
import { atLength } from '../../common/breathe.ts'
import { coverageOf, rescaled } from '../../common/feed-coverage.ts'
import type { Context } from '../../context.ts'
import { forecastsOf } from '../../forecast-columns/asked.ts'
import { type ForecastPreparer, refuseLengths } from '../../forecast-columns/prepare.ts'
import type { Beginning } from './beginning.ts'
import type { RehearsalOutput } from './events.ts'
import type { RunWindow } from './window.ts'

export interface Rehearsal {
  answer: RehearsalOutput
  message: string
  /** The strategy with its memory as the replay left it: what it learned of today before the start is not lost. */
  strategy: AnyStrategy
  /** Columns of its forecasts by symbol, up to the newest bar of the past. */
  forecasts: PreparedSeries['forecasts'][]
}

/**
 * Replays the last sessions through the backtest, under the limits of the run: what they would have denied is said before anything is sent. A
 * strategy's memory is warmed by the same replay, as its indicators are by the bars.
 */
export async function rehearse(
  context: Context,
  loaded: StrategyForRun,
  beginning: Beginning,
  limits: RiskLimits | null,
  window: RunWindow,
  preparer: ForecastPreparer,
): Promise<Rehearsal> {
  const { history, past, options } = beginning
  const memories: unknown[] = []
  const asks = forecastsOf(loaded)
  const bare = past.map((bars) => prepareSeries(wholeMarket(beginning, bars)))
  refuseLengths(bare, asks)
  const series = await preparer.fill(bare, asks)
  const request: RunRequest = {
    strategy: remembering(loaded.strategy, memories),
    params: loaded.params,
    series,
    exchange: options,
    limits: replayed(limits, past[0], window),
    decideFrom: history.decideFrom,
    actions: history.data.actions,
    finer: null,
    cache: null,
    record: 'summary',
  }
  try {
    const result = await atLength(context, () => runBacktest(request))
    let next = 0
    const strategy = { ...loaded.strategy, memory: () => memories[next++] } as AnyStrategy
    const answer = answerOf(beginning, result)
    const uncounted = limits?.minimumPrintsPerMinute != null && request.limits?.minimumPrintsPerMinute === null
    return { answer, message: messageOf(answer, uncounted), strategy, forecasts: series.map(({ forecasts }) => forecasts) }
  } catch (thrown) {
    throw strategyFault(loaded, thrown)
  }
}

/** The strategy, with every memory it begins with kept: one a symbol, in their order. */
function remembering(strategy: AnyStrategy, memories: unknown[]): AnyStrategy {
  const memory = () => {
    const made = strategy.memory?.() ?? {}
    memories.push(made)
    return made
  }
  return { ...strategy, memory } as AnyStrategy
}

/** Prints as the whole market has them, as the gate counts them; everything else is what the strategy is shown. */
function wholeMarket({ history: { data } }: Beginning, bars: Bars): Bars {
  return { ...bars, prints: rescaled(bars, coverageOf(data.source, bars.feed)).prints }
}

/** The limits of the run. Positions are closed before each end as the run closes them; prints a minute are known of minutes only. */
function replayed(limits: RiskLimits | null, { timeframe }: Bars, { flattenAt, end }: RunWindow): RiskLimits | null {
  if (limits === null) return null
  const minutes = flattenAt === null ? null : Math.round((end - flattenAt) / MINUTE)
  return {
    ...limits,
    flattenMinutesBeforeClose: limits.flattenMinutesBeforeClose ?? minutes,
    minimumPrintsPerMinute: timeframe === '1m' ? limits.minimumPrintsPerMinute : null,
  }
}

function answerOf({ history }: Beginning, { why, roundTrips, finalEquity, startCash }: RunResult): RehearsalOutput {
  return {
    sessions: history.sessions,
    from: isoDate(history.firstDay),
    roundTrips: roundTrips.filter(({ exitTime }) => exitTime !== null).length,
    totalReturn: finalEquity / startCash - 1,
    intents: why.intents,
    denied: why.denied,
  }
}

function messageOf({ sessions, from, intents, roundTrips, denied, totalReturn }: RehearsalOutput, uncounted: boolean): string {
  const rules = denied.map(({ rule, count }) => `${rule} ${count}`).join(', ')
  const made = `${intents} intents, ${roundTrips} round trips, ${((totalReturn ?? 0) * 100).toFixed(2)}%`
  const missing = uncounted ? '; prints a minute are not counted in bars of this length and were left out' : ''
  return `the last ${sessions} sessions (from ${from}) under these limits: ${made}; would be denied: ${rules === '' ? 'none' : rules}${missing}`
}

import { dailyHistory } from '../../analysis/metrics/daily.ts'
import { deflatedSharpe, sharpeSample } from '../../analysis/metrics/deflated-sharpe.ts'
import { type Grade, gradeOf } from '../../analysis/metrics/grade.ts'
import type { GradeFacts } from '../../analysis/metrics/grade-rules.ts'
import type { RunResult } from '../../engine/types.ts'
import { isSimulated } from '../../market/feeds.ts'
import { coverageOf } from '../common/feed-coverage.ts'
import type { RunData } from './data.ts'
import type { Setup } from './setup.ts'
import type { TrialsOnData } from './trials.ts'

export interface HonestyFacts {
  data: RunData
  result: RunResult
  setup: Setup
  trials: TrialsOnData
  lookAhead: GradeFacts['lookAhead']
}

/** How far a run may be believed, from what is known of its data, its fills and the trials before it. */
export function honestyOf({ data, result, setup, trials, lookAhead }: HonestyFacts): Grade {
  const { returns } = dailyHistory(result)
  const { totals, roundTrips } = result
  const closed = roundTrips.filter((trip) => trip.exitTime !== null).length
  return gradeOf({
    roundTrips: closed,
    openRoundTrips: roundTrips.length - closed,
    days: returns.length,
    trialsEver: trials.count,
    deflatedSharpe: deflatedOf(returns, trials),
    fills: totals.fills,
    ambiguousBars: totals.ambiguousBars,
    shrunkFills: totals.shrunkFills,
    withoutVolume: totals.withoutVolume,
    simulated: data.feed.split(',').every(isSimulated) || isSimulated(data.source.name),
    feed: data.feed,
    coverage: Math.min(...data.series.map(({ bars }) => coverageOf(data.source, bars.feed))),
    adjustment: adjustmentOf(data),
    survivorship: 'today',
    fee: setup.exchange.fee.name,
    slippage: setup.exchange.slippage.name,
    lookAhead,
  })
}

/** The odds that the Sharpe ratio is more than the luck of so many trials; null when it cannot be computed. */
function deflatedOf(returns: Float64Array, trials: TrialsOnData): number | null {
  const sample = sharpeSample(returns)
  return sample === null ? null : deflatedSharpe(sample, trials)
}

function adjustmentOf({ series, actionsKnown, adjustment }: RunData): GradeFacts['adjustment'] {
  if (series.some(({ asTraded }) => asTraded !== undefined && asTraded.length > 0)) return 'later-splits'
  if (actionsKnown) return 'actions'
  return adjustment === 'splits' ? 'splits' : 'raw'
}

import type { Instant } from '../../../core/time.ts'
import { isoDate } from '../../../core/time.ts'
import type { RiskLimits } from '../../../engine/risk/types.ts'
import { runBacktest } from '../../../engine/run.ts'
import type { PreparedSeries } from '../../../engine/types.ts'
import type { ExchangeOptions } from '../../../exchange/models.ts'
import type { AnyStrategy } from '../../../strategy/types.ts'
import type { StrategyForRun } from '../../backtest/setup.ts'
import { strategyFault } from '../../backtest/strategy-fault.ts'
import { atLength } from '../../common/breathe.ts'
import type { Context } from '../../context.ts'
import type { RehearsalOutput } from './events.ts'
import type { RunHistory } from './history.ts'

export interface Rehearsal {
  answer: RehearsalOutput
  /** The strategy with its memory as the replay left it: what it learned of today before the start is not lost. */
  strategy: AnyStrategy
}

/**
 * Replays the last sessions through the backtest, under the limits of the run: what they would have denied is said before anything is sent. A
 * strategy's memory is warmed by the same replay, as its indicators are by the bars.
 */
export async function rehearse(
  context: Context,
  loaded: StrategyForRun,
  history: RunHistory,
  series: PreparedSeries[],
  exchange: ExchangeOptions,
  limits: RiskLimits | null,
): Promise<Rehearsal> {
  const { strategy, params } = loaded
  const memories: unknown[] = []
  const remembering = {
    ...strategy,
    memory: () => {
      const made = strategy.memory?.() ?? {}
      memories.push(made)
      return made
    },
  } as AnyStrategy
  const request = {
    strategy: remembering,
    params,
    series,
    exchange,
    limits,
    decideFrom: history.decideFrom as Instant,
    actions: history.data.actions,
    finer: null,
    cache: null,
    record: 'summary' as const,
  }
  try {
    const { why, roundTrips, finalEquity, startCash } = await atLength(context, () => runBacktest(request))
    const answer = {
      sessions: history.sessions,
      from: isoDate(history.firstDay),
      roundTrips: roundTrips.filter(({ exitTime }) => exitTime !== null).length,
      totalReturn: finalEquity / startCash - 1,
      intents: why.intents,
      denied: why.denied,
    }
    let next = 0
    return { answer, strategy: { ...strategy, memory: () => memories[next++] } as AnyStrategy }
  } catch (thrown) {
    throw strategyFault(loaded, thrown)
  }
}

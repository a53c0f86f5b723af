import { createSimulatedSource } from '../../src/adapters/simulated/source.ts'
import { DAY } from '../../src/core/time.ts'
import { prepareSeries } from '../../src/engine/prepare.ts'
import { runBacktest } from '../../src/engine/run.ts'
import type { PreparedSeries, RunRequest, RunResult } from '../../src/engine/types.ts'
import { defaultOptions } from '../../src/exchange/defaults.ts'
import type { Timeframe } from '../../src/market/timeframe.ts'
import type { AnyStrategy, ParamValues } from '../../src/strategy/types.ts'
import { fixedClock } from './context.ts'

const NOW = Date.UTC(2026, 2, 20, 22)

/** The last `days` calendar days of a symbol of the simulated market, with pre-market and after-hours bars, as a run takes them. */
export async function simulatedSeries(symbol: string, timeframe: Timeframe, days: number, seed = 7): Promise<PreparedSeries> {
  const source = createSimulatedSource({ seed, clock: fixedClock(NOW).clock })
  const query = { kind: 'bars' as const, symbol, timeframe, from: NOW - days * DAY, to: NOW, asOf: NOW, session: 'all' as const }
  return prepareSeries(await source.history(query, new AbortController().signal))
}

/** A run with the defaults of `backtest`, everything recorded. */
export function runOn(
  strategy: AnyStrategy,
  series: PreparedSeries[],
  params: ParamValues = {},
  more: Partial<RunRequest> = {},
): RunResult {
  const rest = { limits: null, decideFrom: null, actions: [], finer: null, cache: null, record: 'all' as const }
  return runBacktest({ strategy, params, series, exchange: defaultOptions(), ...rest, ...more })
}

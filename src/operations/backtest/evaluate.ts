import { benchmarkOf } from '../../analysis/metrics/benchmark.ts'
import { dailyHistory, periodsPerYearOf } from '../../analysis/metrics/daily.ts'
import { computeMetrics } from '../../analysis/metrics/metrics.ts'
import type { Benchmark, Metrics } from '../../analysis/metrics/types.ts'
import type { RunRequest, RunResult } from '../../engine/types.ts'
import { atLength } from '../common/breathe.ts'
import type { Context } from '../context.ts'
import { forecastsOf } from '../forecast-columns/asked.ts'
import { withForecasts } from '../forecast-columns/prepare.ts'
import { forecastWarnings } from '../forecast-columns/words.ts'
import { curveOf, roundTripsOf } from './answer.ts'
import { type CheckOutput, checkOf, lookAheadOf } from './check.ts'
import type { RunData } from './data.ts'
import { runHead } from './head.ts'
import { honestyOf } from './honesty.ts'
import type { BacktestOutput } from './output.ts'
import { runDrilled } from './run.ts'
import { trustWarnings, warningsOf } from './run-warnings.ts'
import { runId, type Setup, type StrategyForRun } from './setup.ts'
import { significanceOf } from './significance.ts'
import { strategyFault } from './strategy-fault.ts'
import { countTrial, type TrialsOnData } from './trials.ts'

/** A run with everything that its answer and its report are made of. */
export interface Evaluation {
  request: RunRequest
  result: RunResult
  data: RunData
  benchmark: Benchmark | null
  answer: BacktestOutput
}

/** A run that is done and counted, before it is judged. */
export interface CountedRun {
  loaded: StrategyForRun
  setup: Setup
  request: RunRequest
  result: RunResult
  /** Its id. */
  run: string
  trials: TrialsOnData
  checked: CheckOutput | undefined
}

/** Runs a strategy on loaded data and works out what its answer says; the trial is counted. With `check` the look-ahead analysis too. */
export async function evaluate(
  context: Context,
  data: RunData,
  loaded: StrategyForRun,
  setup: Setup,
  { check = false, to = undefined as string | undefined } = {},
): Promise<Evaluation> {
  const counted = await runAndCount(context, data, loaded, setup, check)
  return judge(context, data, counted, counted.trials, to)
}

/** Runs a strategy on loaded data and counts the trial. @throws OpenbellError what the strategy did wrong, with its place in its file. */
export async function runAndCount(
  context: Context,
  data: RunData,
  loaded: StrategyForRun,
  setup: Setup,
  check = false,
): Promise<CountedRun> {
  const asked = requestOf(data, loaded, setup)
  try {
    const checked = check ? await checkOf(context, asked) : undefined
    const request = { ...asked, series: await withForecasts(context, asked.series, forecastsOf(loaded)) }
    const result = await runDrilled(context, data, request)
    const run = runId(data, loaded, setup)
    const trials = await countTrial(context, data, loaded.strategy.name, run, result)
    return { loaded, setup, request, result, run, trials, checked }
  } catch (thrown) {
    throw strategyFault(loaded, thrown)
  }
}

/** What the answer says of a run, `trials` being those that its data has seen; `to`: the end that was typed. */
export async function judge(
  context: Context,
  data: RunData,
  counted: CountedRun,
  trials: TrialsOnData,
  to?: string,
): Promise<Evaluation> {
  const { loaded, setup, request, result, run, checked } = counted
  const benchmark = benchmarkFor(data, result)
  const metrics = metricsOf(data, result, benchmark)
  const grade = honestyOf({ data, result, setup, trials, lookAhead: lookAheadOf(checked, loaded) })
  const significance = await atLength(context, () => significanceOf(data, result, context.settings.seed))
  const answer: BacktestOutput = {
    run,
    strategy: loaded.name,
    ...(loaded.source === 'path' && { file: loaded.file }),
    params: loaded.params,
    symbols: result.symbols,
    ...runHead(data, setup),
    metrics,
    roundTrips: roundTripsOf(result.roundTrips),
    why: result.why,
    grade,
    trialsEver: trials.count,
    significance,
    ...(checked && { check: checked }),
    curve: curveOf(result),
    failed: data.failed,
    warnings: [...warningsOf(data, result, metrics, to), ...forecastWarnings(request), ...trustWarnings(loaded, trials)],
  }
  return { request, result, data, benchmark, answer }
}

/** What the engine is asked for. */
export function requestOf(data: RunData, loaded: StrategyForRun, setup: Setup): RunRequest {
  return {
    strategy: loaded.strategy,
    params: loaded.params,
    series: data.series,
    exchange: setup.exchange,
    limits: setup.limits,
    decideFrom: null,
    actions: data.actions,
    finer: null,
    cache: null,
    record: 'all',
  }
}

/** Buy and hold of the run's symbols over its dates. */
function benchmarkFor(data: RunData, result: RunResult): Benchmark | null {
  if (result.steps === 0) return null
  return benchmarkOf(data.series, { days: dailyHistory(result).days, from: result.times[0] }, data.actions)
}

/** `computeMetrics` of a run; yearly figures by the periods of its timeframe. */
export function metricsOf(data: RunData, result: RunResult, benchmark: Benchmark | null): Metrics {
  return computeMetrics(result, result.roundTrips, result.totals, benchmark, { periodsPerYear: periodsPerYearOf(data.timeframe) })
}

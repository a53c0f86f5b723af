import { ColumnCache } from '../../analysis/indicators/resolve.ts'
import { benchmarkOf } from '../../analysis/metrics/benchmark.ts'
import { dailyHistory, dayEnds, periodsPerYearOf } from '../../analysis/metrics/daily.ts'
import { sharpeSample } from '../../analysis/metrics/deflated-sharpe.ts'
import { computeMetrics } from '../../analysis/metrics/metrics.ts'
import { blockSums } from '../../analysis/metrics/overfitting.ts'
import type { Benchmark, Metrics } from '../../analysis/metrics/types.ts'
import { asOpenbellError } from '../../core/errors.ts'
import type { Instant } from '../../core/time.ts'
import type { ExchangeOptions } from '../../engine/costs.ts'
import type { RiskLimits } from '../../engine/risk/types.ts'
import { runBacktest } from '../../engine/run.ts'
import type { PreparedSeries, RunRequest, RunResult } from '../../engine/types.ts'
import type { CorporateAction } from '../../market/actions.ts'
import { withoutVersion } from '../../strategy/hook.ts'
import type { AnyStrategy, ParamValues } from '../../strategy/types.ts'
import type { Objective } from './input.ts'
import { cutSeries, type Stretch } from './stretches.ts'

/** Everything that the trials of a study have in common. */
export interface SessionParts {
  strategy: AnyStrategy
  series: readonly PreparedSeries[]
  actions: readonly CorporateAction[]
  exchange: ExchangeOptions
  limits: RiskLimits | null
  objective: Objective
  /** Bytes of indicator columns kept between trials. */
  cacheBytes: number
}

/** What came out of one trial. */
export interface TrialResult {
  /** Null when the run failed, made no fill, or the metric cannot be computed. */
  objective: number | null
  metrics: Metrics | null
  /** Not annualised. */
  dailySharpe: number | null
  /** Of the daily returns, for the odds of overfitting (`blockSums`); null where they are not asked for. */
  blockSums: Float64Array | null
  /** What went wrong, when the run failed. */
  error: string | null
}

/** What is kept of a trial on a part of the data: the best of them is run again for its metrics. */
export function objectiveOnly(result: TrialResult): TrialResult {
  return { ...result, metrics: null, blockSums: null }
}

interface Cut {
  series: PreparedSeries[]
  decideFrom: Instant | null
  actions: CorporateAction[]
  benchmark: Benchmark | null | undefined
  /** Of every run on it; null before the first. */
  dayEnds: Int32Array | null
}

/**
 * Runs trials one after the other over the same columns: what a worker has, and this process when it works alone. The bars of each stretch
 * are cut once, and an indicator is computed once for each distinct set of its parameters while there is room.
 */
export class TrialSession {
  readonly #parts: SessionParts
  readonly #cache: ColumnCache
  readonly #cuts = new Map<string, Cut>()

  constructor(parts: SessionParts) {
    this.#parts = parts
    this.#cache = new ColumnCache(parts.cacheBytes)
  }

  /** One trial; a run that fails is an answer of its own. */
  trial(stretch: Stretch, params: ParamValues): TrialResult {
    try {
      const result = this.run(stretch, params, 'summary')
      this.#cache.endOfRun()
      return this.#judge(stretch, result)
    } catch (thrown) {
      this.#cache.endOfRun()
      const { kind, message } = asOpenbellError(thrown)
      return { objective: null, metrics: null, dailySharpe: null, blockSums: null, error: `${kind}: ${withoutVersion(message)}` }
    }
  }

  /** The whole run of a set of parameters on a stretch; `cash` other than the study's own for a run that goes on from another. */
  run(stretch: Stretch, params: ParamValues, record: RunRequest['record'], cash = this.#parts.exchange.cash): RunResult {
    const { strategy, exchange, limits } = this.#parts
    const { series, decideFrom, actions } = this.#cut(stretch)
    const money = { ...exchange, cash }
    return runBacktest({
      strategy,
      params,
      series,
      exchange: money,
      limits,
      decideFrom,
      actions,
      finer: null,
      cache: this.#cache,
      record,
    })
  }

  #judge(stretch: Stretch, result: RunResult): TrialResult {
    const cut = this.#cut(stretch)
    const { series, actions } = cut
    cut.dayEnds ??= dayEnds(result)
    const daily = dailyHistory(result, cut.dayEnds)
    const options = { periodsPerYear: periodsPerYearOf(series[0].bars.timeframe), daily }
    if (cut.benchmark === undefined) {
      cut.benchmark = result.steps === 0 ? null : benchmarkOf(series, { days: daily.days, from: result.times[0] }, actions)
    }
    const metrics = computeMetrics(result, result.roundTrips, result.totals, cut.benchmark, options)
    const objective = result.totals.fills === 0 ? null : metrics[this.#parts.objective]
    const dailySharpe = sharpeSample(daily.returns)?.sharpe ?? null
    return { objective, metrics, dailySharpe, blockSums: blockSums(daily.returns), error: null }
  }

  #cut(stretch: Stretch): Cut {
    const known = this.#cuts.get(stretch.name)
    if (known) return known
    const { series, decideFrom } = cutSeries(this.#parts.series, stretch)
    const symbols = new Set(series.map(({ bars }) => bars.symbol))
    const actions = this.#parts.actions.filter(
      ({ symbol, exDay }) => symbols.has(symbol) && exDay >= stretch.from && exDay <= stretch.to,
    )
    const made: Cut = { series, decideFrom, actions, benchmark: undefined, dayEnds: null }
    this.#cuts.set(stretch.name, made)
    return made
  }
}

import { type ExchangeOptions, exchangeOptions } from '../../engine/costs.ts'
import type { DescribedLimits } from '../../engine/risk/describe.ts'
import type { RiskLimits } from '../../engine/risk/types.ts'
import { type LoadedStrategy, loadStrategy } from '../../strategy/load.ts'
import { parseSettings } from '../../strategy/params.ts'
import type { ParamValues } from '../../strategy/types.ts'
import { atLength } from '../common/breathe.ts'
import { shortHash } from '../common/hash.ts'
import { resolveLimits } from '../common/limits.ts'
import type { Context } from '../context.ts'
import { forecastsAt } from '../forecast-columns/asked.ts'
import type { RunData } from './data.ts'
import type { CostFlags } from './input.ts'

/** Costs and limits of a run, as resolved from the flags. */
export interface Setup {
  exchange: ExchangeOptions
  limits: RiskLimits | null
  described: DescribedLimits
}

/** A strategy and the values its parameters have in this run. */
export interface StrategyForRun extends LoadedStrategy {
  params: ParamValues
  /** What the networks of its forecasts are drawn from; absent = 0. */
  seed?: number
}

/** The strategy with the parameters typed. */
export async function loadForRun(context: Context, named: string, set: readonly string[]): Promise<StrategyForRun> {
  const loaded = await atLength(context, () => loadStrategy(named, { home: context.settings.home }))
  return { ...loaded, params: parseSettings(loaded.strategy, set), seed: context.settings.seed }
}

/** Costs and limits that the flags mean. @throws OpenbellError `usage` for a fee, slippage or limits that cannot be read. */
export async function runSetup(context: Context, flags: CostFlags): Promise<Setup> {
  const { limits, described } = await resolveLimits(context, flags.risk)
  const { cash, fee, slippage, margin, fractional, account } = flags
  const exchange = exchangeOptions({ cash, fee, slippage, margin, fractional, account })
  return { exchange, limits, described }
}

/** Identity of a run: everything that could change its outcome, and nothing else. */
export function runId(data: RunData, loaded: StrategyForRun, setup: Setup): string {
  const { exchange, limits } = setup
  const costs = { ...exchange, fee: exchange.fee.name, slippage: exchange.slippage.name }
  const drawn = forecastsAt(loaded).length > 0 ? [loaded.seed ?? 0] : []
  const parts = [loaded.strategy.name, loaded.sourceHash, sorted(loaded.params), data.hash, costs, limits, ...drawn]
  return shortHash(JSON.stringify(parts))
}

function sorted(params: ParamValues): [string, ParamValues[string]][] {
  return Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1))
}

import { type CostWords, exchangeOptions } from '../../engine/costs.ts'
import type { RiskLimits } from '../../engine/risk/types.ts'
import type { PreparedSeries } from '../../engine/types.ts'
import type { CorporateAction } from '../../market/actions.ts'
import { calendarFor } from '../../market/calendar/calendar.ts'
import type { StrategyFile } from '../../strategy/folders.ts'
import { loadFile } from '../../strategy/load.ts'
import type { ParamValues } from '../../strategy/types.ts'
import { strayFault } from '../common/stray-fault.ts'
import { OpenbellError } from '../operation.ts'
import type { Objective } from './input.ts'
import { objectiveOnly, type TrialResult, TrialSession } from './session.ts'
import { isWhole, type Stretch } from './stretches.ts'

/** What every worker of a study is given: plain values, and columns over shared memory. */
export interface SharedWork {
  strategy: StrategyFile
  sourceHash: string
  series: Omit<PreparedSeries, 'calendar'>[]
  actions: readonly CorporateAction[]
  costs: CostWords
  limits: RiskLimits | null
  objective: Objective
  cacheBytes: number
}

/** Some trials of one stretch. */
export interface TrialTask {
  stretch: Stretch
  params: ParamValues[]
}

/** Timers and promises of a strategy: its author is told as the first thread tells. */
export const stray = strayFault

/** Loads the strategy as this process did and answers trials. @throws OpenbellError usage when its file is another by now. */
export async function start(shared: SharedWork): Promise<(task: TrialTask) => TrialResult[]> {
  const { strategy, sourceHash } = await loadFile(shared.strategy)
  if (sourceHash !== shared.sourceHash) {
    throw new OpenbellError('usage', `${shared.strategy.file} changed while it was being optimised`, 'start again')
  }
  const series = shared.series.map((one) => ({ ...one, calendar: calendarFor(one.bars.symbol) }))
  const session = new TrialSession({ ...shared, strategy, series, exchange: exchangeOptions(shared.costs) })
  return ({ stretch, params }) => {
    const results = params.map((one) => session.trial(stretch, one))
    // What nobody keeps need not be copied between threads either.
    return isWhole(stretch) ? results : results.map(objectiveOnly)
  }
}

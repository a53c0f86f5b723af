import { dailyHistory } from '../../analysis/metrics/daily.ts'
import { sharpeSample } from '../../analysis/metrics/deflated-sharpe.ts'
import type { RunResult } from '../../engine/types.ts'
import type { Context } from '../context.ts'
import type { RunData } from './data.ts'

export interface TrialsOnData {
  /** Distinct trials ever run on the data, this one included. */
  count: number
  /** Daily Sharpe ratios of those where it could be computed. */
  dailySharpes: Float64Array
  /** Why this trial could not be counted, nor the others looked up; null when it was. */
  lost: string | null
}

/** Counts a trial in the store (not in a dry run) and says how many its data has seen. A store that cannot be written counts this one only. */
export async function countTrial(
  context: Context,
  data: RunData,
  strategy: string,
  run: string,
  result: RunResult,
): Promise<TrialsOnData> {
  const dailySharpe = sharpeSample(dailyHistory(result).returns)?.sharpe ?? null
  const alone = { count: 1, dailySharpes: Float64Array.from(dailySharpe === null ? [] : [dailySharpe]), lost: null }
  if (context.dryRun) return alone
  try {
    const store = await context.store()
    store.trials.add([{ id: run, dataKey: data.dataKey, strategy, at: context.clock.now(), dailySharpe }])
    return { ...store.trials.on(data.dataKey), lost: null }
  } catch (thrown) {
    return { ...alone, lost: (thrown as Error).message }
  }
}

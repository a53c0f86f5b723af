import { dailyHistory } from '../../analysis/metrics/daily.ts'
import { sharpeSample } from '../../analysis/metrics/deflated-sharpe.ts'
import type { RunResult } from '../../engine/types.ts'
import type { Store, Trial } from '../../ports/store.ts'
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

/**
 * Counts a trial in the store and says how many its data has seen; a dry run says the same and leaves nothing behind. A store that cannot be
 * written counts this one only.
 */
export async function countTrial(
  context: Context,
  data: RunData,
  strategy: string,
  run: string,
  result: RunResult,
): Promise<TrialsOnData> {
  const dailySharpe = sharpeSample(dailyHistory(result).returns)?.sharpe ?? null
  const alone = { count: 1, dailySharpes: Float64Array.from(dailySharpe === null ? [] : [dailySharpe]), lost: null }
  const trial = { id: run, dataKey: data.dataKey, strategy, at: context.clock.now(), dailySharpe }
  try {
    const store = await context.store()
    if (context.dryRun) return { ...asIfCounted(store, trial), lost: null }
    store.trials.add([trial])
    return { ...store.trials.on(data.dataKey), lost: null }
  } catch (thrown) {
    return { ...alone, lost: (thrown as Error).message }
  }
}

/** Taken back: the end of a transaction that only looks. */
const UNDO = new Error('undo')

function asIfCounted(store: Store, trial: Trial): ReturnType<Store['trials']['on']> {
  let seen = store.trials.on(trial.dataKey)
  try {
    store.transaction(() => {
      store.trials.add([trial])
      seen = store.trials.on(trial.dataKey)
      throw UNDO
    })
  } catch (thrown) {
    if (thrown !== UNDO) throw thrown
  }
  return seen
}

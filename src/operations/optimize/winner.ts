import { bestOf } from '../../analysis/search/space.ts'
import { OpenbellError } from '../operation.ts'
import { OBJECTIVES, type Objective } from './input.ts'
import type { Trial } from './sweep.ts'

/** The best over the whole range. @throws OpenbellError when there is none: the trials' own error, or no-data when none did anything. */
export function bestTrial(trials: readonly Trial[], objective: Objective): Trial {
  const best = trials[bestOf(trials, OBJECTIVES[objective])]
  if (best) return best
  const error = trials.find((one) => one.result.error !== null)?.result.error
  if (error)
    throw new OpenbellError(
      'usage',
      `none of ${trials.length} trials could be run: ${error.replace(/^usage: /, '')}`,
      'openbell backtest runs one of them',
    )
  const idle = trials.every((one) => one.result.metrics?.turnover === 0)
  const why = idle ? 'none of them made a fill' : `${objective} could be computed of none of them`
  throw new OpenbellError(
    'no-data',
    `${trials.length} trials and no best: ${why}`,
    'a longer range with --from, or other values of --range',
  )
}

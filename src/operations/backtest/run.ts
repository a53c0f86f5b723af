import { createRun } from '../../engine/run.ts'
import type { RunRequest, RunResult } from '../../engine/types.ts'
import { atLength, breathe } from '../common/breathe.ts'
import type { Context } from '../context.ts'
import type { RunData } from './data.ts'
import { finerBars } from './finer-bars.ts'

/** Steps between two looks at the clock, the abort signal and the progress bar: some milliseconds of work. */
const SLICE = 100_000

/** One run in slices, so that Ctrl-C and the progress bar are heard; inside a slice Ctrl-C ends the process. */
async function runInSlices(context: Context, request: RunRequest, note?: string): Promise<RunResult> {
  const run = await atLength(context, () => createRun(request))
  while (await atLength(context, () => run.advance(SLICE))) context.progress.update(run.done, run.steps, note)
  // What the strategy left for later goes wrong here, not behind the answer.
  await breathe(context.signal)
  return run.result()
}

/**
 * A run whose ambiguous bars are looked into with finer bars where the store has them: those are loaded, and the run is made again,
 * only when the first pass met such a bar.
 */
export async function runDrilled(context: Context, data: RunData, request: RunRequest): Promise<RunResult> {
  const first = await runInSlices(context, request)
  if (first.totals.ambiguousBars === 0) return first
  const finer = await finerBars(context, data)
  return finer ? runInSlices(context, { ...request, finer }) : first
}

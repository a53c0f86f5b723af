import type { GradeFacts } from '../../analysis/metrics/grade-rules.ts'
import { iso } from '../../core/time.ts'
import { checkLookAhead, checkLookAheadPrepared } from '../../engine/check/look-ahead.ts'
import type { CheckOptions, LookAheadReport } from '../../engine/check/types.ts'
import type { RunRequest } from '../../engine/types.ts'
import type { LoadedStrategy } from '../../strategy/load.ts'
import { atLength } from '../common/breathe.ts'
import type { Context } from '../context.ts'
import { forecastsOf } from '../forecast-columns/asked.ts'
import { ForecastPreparer } from '../forecast-columns/prepare.ts'
import { z } from '../operation.ts'

const findingOutput = z.strictObject({
  kind: z
    .enum(['cut', 'shuffle', 'memory', 'start'])
    .describe('What changed it: bars after it taken away, other bars after it, a run before it, or a later start of the series'),
  at: z.string().describe('Close of the bar whose intent changed (ISO 8601 UTC)'),
  symbol: z.string().describe('Symbol'),
  action: z.string().describe('buy, short, exit, protect or cancel'),
  reason: z.string().describe("The intent's own reason: it names the strategy's line"),
  was: z.string().nullable().describe('What was asked for on the whole data; null = nothing'),
  is: z.string().nullable().describe('What was asked for on the changed data; null = nothing'),
})

export const checkOutput = z.strictObject({
  passed: z.boolean().describe('No intent changed'),
  cuts: z.int().describe('Times the data was cut off'),
  shuffles: z.int().describe('Times the future was replaced'),
  starts: z.int().describe('Later starts tried'),
  notes: z.array(z.string()).describe('What could not be compared, and why'),
  findings: z.array(findingOutput).describe('The first intent that changed in each comparison'),
})
export type CheckOutput = z.input<typeof checkOutput>

/** Cuts of the data, and as many shuffled futures: each is a run of its own. */
const CUTS = 8

/** The look-ahead and warm-up analysis of a run; to be made before the strategy has run on the whole data in this process. */
export async function checkOf(context: Context, request: RunRequest): Promise<CheckOutput> {
  const onRun = (done: number, total: number) => context.progress.update(done, total, 'looking for look-ahead')
  const options = { seed: context.settings.seed, cuts: CUTS, onRun }
  const found = await lookFor(context, request, options)
  const findings = found.findings.map(({ comparedTo, ...one }) => ({ ...one, at: iso(one.at) }))
  return { ...found, findings }
}

/** Forecasts are prepared anew for each of its runs, from the bars that the run is given. */
async function lookFor(context: Context, request: RunRequest, options: CheckOptions): Promise<LookAheadReport> {
  const asks = forecastsOf(request)
  if (asks.length === 0) return atLength(context, () => checkLookAhead(request, options))
  const preparer = new ForecastPreparer(context)
  try {
    return await checkLookAheadPrepared(request, options, (series, upTo) => preparer.fill(series, asks, upTo))
  } finally {
    await preparer.close()
  }
}

/** What the grade is told of it: cut and shuffled bars show nothing of a strategy that reads the future elsewhere. */
export function lookAheadOf(
  check: CheckOutput | undefined,
  { imports }: Pick<LoadedStrategy, 'imports'>,
): GradeFacts['lookAhead'] {
  if (check === undefined) return 'not-run'
  if (!check.passed) return 'caught'
  return imports.length > 0 ? 'blind' : 'clean'
}

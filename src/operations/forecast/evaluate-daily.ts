import { iso } from '../../core/time.ts'
import { ensembleSize } from '../../engine/forecast/models.ts'
import { parseTimeframe } from '../../market/timeframe.ts'
import { type Context, OpenbellError } from '../operation.ts'
import { fileOf } from './evaluate-data.ts'
import { DAILY, type EvaluateInput, modelToFit } from './evaluate-input.ts'
import type { EvaluateOutput } from './evaluate-output.ts'
import { LEVELS } from './evaluate-score.ts'
import { type FitRequest, type FittedSymbols, fitSymbols } from './fit-symbols.ts'
import type { FitWish } from './input.ts'
import { withTrainer } from './with-trainer.ts'

/**
 * The protocol of daily prices: what `openbell forecast` would have said at past origins, each time knowing only the rows up to it. Every series has
 * its own skill, coverage and interval scores.
 */
export async function evaluateDaily(context: Context, input: EvaluateInput): Promise<Omit<EvaluateOutput, 'seconds'>> {
  const wish = modelToFit(input)
  if (input.predictions !== undefined) {
    throw new OpenbellError('usage', '--predictions goes with the long-horizon protocol', 'leave out --daily')
  }
  const file = await fileOf(context, input.targets)
  const request = requestOf(input, wish, file, context.settings.seed)
  const made = await withTrainer(context, input.backend, (open) => fitSymbols(context, request, open))
  return answerOf(input, file, request, made)
}

function requestOf(input: EvaluateInput, { model, file: network }: FitWish, file: string | null, seed: number): FitRequest {
  const asked = {
    model,
    file: network,
    input: input.input ?? DAILY.input,
    horizon: input.horizon ?? DAILY.horizon,
    levels: [...LEVELS],
    seed,
    steps: input.steps ?? null,
    members: ensembleSize(model),
    backend: input.backend,
    bars: input.bars,
  }
  const symbols = file === null ? input.targets : []
  return { symbols, data: file, source: null, timeframe: parseTimeframe(input.timeframe), asked }
}

function answerOf(
  { model }: EvaluateInput,
  file: string | null,
  { asked }: FitRequest,
  { fit: { fitted }, source, asOf, failed, warnings }: FittedSymbols,
): Omit<EvaluateOutput, 'seconds'> {
  const daily = fitted.series.map(({ id, shown, beatsNaive, evaluation }) => {
    const { mase, skill, skillLow, skillHigh, wisSkill, coverage, windows, effectiveWindows } = evaluation
    return { series: id, shown, beatsNaive, mase, skill, skillLow, skillHigh, wisSkill, coverage, windows, effectiveWindows }
  })
  const windows = daily.reduce((sum, one) => sum + one.windows, 0)
  return {
    protocol: 'daily',
    file,
    source,
    asOf: asOf === null ? null : iso(asOf),
    mse: null,
    mae: null,
    series: daily.length,
    windows,
    naive: { mse: null, mae: null },
    model,
    backend: fitted.spec === null ? null : fitted.backend.name,
    input: asked.input,
    horizon: asked.horizon,
    stride: 1,
    normalize: 'none',
    split: null,
    skill: { mse: null, mae: null },
    coverage: pooledCoverage(daily),
    pastWindows: windows,
    effectivePastWindows: daily.reduce((sum, one) => sum + one.effectiveWindows, 0),
    bySeries: [],
    daily,
    pooled: pooledOf(daily),
    predictions: null,
    failed,
    warnings,
    seed: asked.seed,
  }
}

/** Coverage over all series, each counted by the past forecasts that its bands were judged on. */
function pooledCoverage(daily: EvaluateOutput['daily']): EvaluateOutput['coverage'] {
  return LEVELS.map((level, i) => {
    const known = daily.filter(({ coverage }) => coverage[i]?.achieved != null)
    const windows = known.reduce((sum, one) => sum + one.coverage[i].windows, 0)
    const held = known.reduce((sum, one) => sum + one.coverage[i].windows * one.coverage[i].achieved!, 0)
    return { level, achieved: windows > 0 ? held / windows : null }
  })
}

function pooledOf(daily: EvaluateOutput['daily']): NonNullable<EvaluateOutput['pooled']> {
  const mean = (of: (one: EvaluateOutput['daily'][number]) => number | null) => {
    const known = daily.map(of).filter((value) => value !== null)
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
  }
  return {
    beatNaive: daily.filter(({ beatsNaive }) => beatsNaive).length,
    skill: mean(({ skill }) => skill),
    wisSkill: mean(({ wisSkill }) => wisSkill),
    mase: mean(({ mase }) => mase),
  }
}

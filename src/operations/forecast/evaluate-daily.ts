import { iso } from '../../core/time.ts'
import { ensembleSize } from '../../engine/forecast/models.ts'
import { parseTimeframe } from '../../market/timeframe.ts'
import { type Context, OpenbellError } from '../operation.ts'
import { fileOf } from './evaluate-data.ts'
import { DAILY, type EvaluateInput, modelToFit } from './evaluate-input.ts'
import type { EvaluateOutput } from './evaluate-output.ts'
import { LEVELS } from './evaluate-score.ts'
import { fitSymbols } from './fit-symbols.ts'
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
  const size = { input: input.input ?? DAILY.input, horizon: input.horizon ?? DAILY.horizon }
  const { seed } = context.settings
  const made = await withTrainer(context, input.backend, (open) =>
    fitSymbols(
      context,
      {
        symbols: file === null ? input.targets : [],
        data: file,
        source: null,
        timeframe: parseTimeframe(input.timeframe),
        asked: {
          model: wish.model,
          file: wish.file,
          ...size,
          levels: [...LEVELS],
          seed,
          steps: input.steps ?? null,
          members: ensembleSize(wish.model),
          backend: input.backend,
          bars: input.bars,
        },
      },
      open,
    ),
  )
  const { fitted } = made.fit
  const daily = fitted.series.map(({ id, shown, beatsNaive, evaluation }) => {
    const { mase, skill, skillLow, skillHigh, wisSkill, coverage, windows, effectiveWindows } = evaluation
    return { series: id, shown, beatsNaive, mase, skill, skillLow, skillHigh, wisSkill, coverage, windows, effectiveWindows }
  })
  return {
    protocol: 'daily',
    file,
    source: made.source,
    asOf: made.asOf === null ? null : iso(made.asOf),
    mse: null,
    mae: null,
    series: daily.length,
    windows: daily.reduce((sum, { windows }) => sum + windows, 0),
    naive: { mse: null, mae: null },
    model: input.model,
    backend: fitted.spec === null ? null : fitted.backend.name,
    ...size,
    stride: 1,
    normalize: 'none',
    split: null,
    skill: { mse: null, mae: null },
    coverage: pooledCoverage(daily),
    pastWindows: daily.reduce((sum, { windows }) => sum + windows, 0),
    effectivePastWindows: daily.reduce((sum, { effectiveWindows }) => sum + effectiveWindows, 0),
    bySeries: [],
    daily,
    pooled: pooledOf(daily),
    predictions: null,
    failed: made.failed,
    warnings: made.warnings,
    seed,
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

import { iso } from '../../core/time.ts'
import type { NetworkWish } from '../../engine/forecast/long-horizon/networks.ts'
import { type LongHorizonModel, type Prepared, prepare } from '../../engine/forecast/long-horizon/prepare.ts'
import { scaleSeries } from '../../engine/forecast/long-horizon/scale.ts'
import { checkSplit, splitRows, testWindows } from '../../engine/forecast/long-horizon/split.ts'
import type { ScaledSeries, Split } from '../../engine/forecast/long-horizon/types.ts'
import type { NetworkKind, Trainer } from '../../ports/trainer.ts'
import { breathe } from '../common/breathe.ts'
import type { Context } from '../operation.ts'
import { type EvaluationData, loadEvaluation } from './evaluate-data.ts'
import { type EvaluateInput, LONG, modelToFit } from './evaluate-input.ts'
import type { EvaluateOutput } from './evaluate-output.ts'
import { LEVELS, type Score } from './evaluate-score.ts'
import { evaluateWindows } from './evaluate-windows.ts'
import type { FitWish } from './input.ts'
import { createPredictions, refuseOtherFile } from './predictions-file.ts'
import { type OpenTrainer, withTrainer } from './with-trainer.ts'

/** Sizes of the N-HiTS of long horizons. */
const NHITS = { units: 128 }

/**
 * The long-horizon protocol: everything is fitted to rows before the test part, then every window of it is forecast from the rows before the window.
 */
export async function evaluateLong(context: Context, input: EvaluateInput): Promise<Omit<EvaluateOutput, 'seconds'>> {
  const wish = modelToFit(input)
  if (input.predictions !== undefined) await refuseOtherFile(context, input.predictions)
  const loaded = await loadEvaluation(context, input)
  const size = { input: input.input ?? LONG.input, horizon: input.horizon ?? LONG.horizon, stride: input.stride }
  const split = splitRows(input.split, loaded.rows)
  checkSplit(split, size)
  return withTrainer(context, input.backend, (open) => evaluated(context, { input, wish, loaded, split, size, open }))
}

interface Parts {
  input: EvaluateInput
  wish: FitWish
  loaded: EvaluationData
  split: Split
  size: { input: number; horizon: number; stride: number }
  open: OpenTrainer
}

async function evaluated(context: Context, parts: Parts): Promise<Omit<EvaluateOutput, 'seconds'>> {
  const { input, wish, loaded, split, size, open } = parts
  const rows = split.train + split.validation + split.test
  const data = scaleSeries(loaded.names, loaded.columns, { train: split.train, rows })
  const { model, kind } = modelOf(wish)
  const trainer = kind === null ? null : await open()
  const network = trainer === null ? null : await networkWish(trainer, kind!, parts, context.settings.seed)
  const { progress, signal } = context
  const workers = input.workers === undefined ? {} : { workers: input.workers }
  const training = (done: number, total: number) => progress.update(done, total, 'training networks')
  const prepared = await prepare(
    data,
    split,
    { model, input: size.input, horizon: size.horizon, seed: context.settings.seed, levels: LEVELS, network },
    {
      pause: () => breathe(signal),
      progress: (done, total, note) => progress.update(done, total, note),
      networks: trainer && { trainer, signal, progress: training, ...workers },
    },
  )
  const score = await scored(context, parts, data, prepared)
  return answerOf(context, parts, prepared, score, trainer?.backend.name ?? null)
}

async function scored(context: Context, { input, split, size }: Parts, data: ScaledSeries, prepared: Prepared): Promise<Score> {
  const { predictions, normalize } = input
  const file =
    predictions === undefined || context.dryRun
      ? null
      : await createPredictions(context, predictions, data.names, data.deviations)
  try {
    const score = await evaluateWindows(
      data,
      split,
      prepared,
      { ...size, normalize },
      {
        file,
        progress: (done, total) => context.progress.update(done, total, 'forecasting the test part'),
      },
    )
    await file?.commit()
    return score
  } catch (thrown) {
    await file?.discard()
    throw thrown
  }
}

function modelOf({ model }: FitWish): { model: LongHorizonModel; kind: NetworkKind | null } {
  if (model === 'auto') return { model, kind: 'nhits' }
  if (model === 'nhits' || model === 'nlinear' || model === 'dlinear' || model === 'custom')
    return { model: 'network', kind: model }
  return { model, kind: null }
}

async function networkWish(
  trainer: Trainer,
  kind: NetworkKind,
  { input, wish, size }: Parts,
  seed: number,
): Promise<NetworkWish> {
  const file = kind === 'custom' ? wish.file : null
  const custom = file === null ? null : await trainer.inspect(file)
  return {
    spec: { kind, input: size.input, horizon: size.horizon, settings: kind === 'nhits' ? NHITS : {}, file },
    seed,
    steps: input.steps ?? custom?.steps ?? null,
    batch: custom?.batch ?? null,
    learningRate: custom?.learningRate ?? null,
    perSeries: custom?.perSymbol ?? false,
    stride: size.stride,
  }
}

function answerOf(
  { settings, dryRun }: Context,
  { input, loaded, split, size }: Parts,
  prepared: Prepared,
  score: Score,
  backend: string | null,
): Omit<EvaluateOutput, 'seconds'> {
  const { file, source, asOf, names, failed, warnings } = loaded
  const all = score.errors()
  return {
    protocol: 'long-horizon',
    file,
    source,
    asOf,
    ...all,
    series: names.length,
    windows: testWindows(split, size.horizon, size.stride),
    model: input.model,
    backend,
    ...size,
    normalize: input.normalize,
    split: splitOf(split, loaded),
    skill: score.skill(size.stride, settings.seed),
    coverage: score.coverage(),
    pastWindows: prepared.pastWindows,
    effectivePastWindows: prepared.effectiveWindows,
    bySeries: prepared.series.map(({ name, shown, skill, logarithms, shares }, s) => ({
      series: name,
      ...score.errors(s),
      shown: shown === 'blend' && shares.length === 1 ? shares[0].model : shown,
      pastSkill: skill,
      logarithms,
      models: shares,
    })),
    daily: [],
    pooled: null,
    predictions: input.predictions === undefined || dryRun ? null : input.predictions,
    failed,
    warnings,
    seed: settings.seed,
  }
}

function splitOf({ train, validation, test }: Split, { times }: EvaluationData): EvaluateOutput['split'] {
  const part = (from: number, rows: number) => ({
    rows,
    from: times === null || rows === 0 ? null : iso(times[from]),
    to: times === null || rows === 0 ? null : iso(times[from + rows - 1]),
  })
  return { train: part(0, train), validation: part(train, validation), test: part(train + validation, test) }
}

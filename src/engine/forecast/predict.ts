import { tellBaseline } from '../../analysis/forecast/baselines.ts'
import { tellExpert } from '../../analysis/forecast/experts.ts'
import { tellLinear } from '../../analysis/forecast/linear.ts'
import { signalOf } from '../../analysis/forecast/signal.ts'
import { movedBy, toTransformed } from '../../analysis/forecast/transform.ts'
import type { Expert } from '../../analysis/forecast/types.ts'
import { ewmaVolatility } from '../../analysis/forecast/volatility.ts'
import { OpenbellError } from '../../core/errors.ts'
import type { TrainingJob } from '../../ports/trainer.ts'
import { type NetworkTools, networkScale } from './networks.ts'
import type { FittedForecast, FittedSeries, ForecastSeries, SeriesForecast } from './types.ts'

export interface PredictOptions {
  /** Move, as a fraction, that a signal needs. */
  threshold: number
}

/** A series with what was fitted to it, brought to the scale that forecasts are made in. */
interface Ready {
  series: ForecastSeries
  fitted: FittedSeries
  z: Float64Array<ArrayBufferLike>
  scale: Float64Array<ArrayBufferLike>
  /** What its networks say, as differences from the last value; null where none is asked. */
  network: Float64Array | null
}

const NETWORK_EXPERTS: ReadonlySet<Expert> = new Set(['network', 'blend', 'half-network', 'half-blend'])
const LINEAR_EXPERTS: ReadonlySet<Expert> = new Set(['linear', 'blend', 'half-linear', 'half-blend'])

/**
 * Forecasts from the last row of each series, by what was fitted before; nothing is learnt. Only networks that speak are asked.
 * @throws OpenbellError not-found for a series that the fit does not know, no-data for one shorter than the input, or at or below zero where the fit
 * is of logarithms
 */
export async function predictForecast(
  fitted: FittedForecast,
  series: readonly ForecastSeries[],
  options: PredictOptions,
  tools: Omit<NetworkTools, 'trainer' | 'progress'> & { trainer: () => Promise<NetworkTools['trainer']> },
): Promise<SeriesForecast[]> {
  const ready = series.map((one) => prepare(fitted, one))
  await askNetworks(fitted, ready, tools)
  return ready.map((one) => tell(fitted, one, options))
}

function prepare(fitted: FittedForecast, series: ForecastSeries): Ready {
  const own = fitted.series.find(({ id }) => id === series.id)
  if (!own) {
    const known = fitted.series.map(({ id }) => id).join(' ')
    throw new OpenbellError(
      'not-found',
      `the model does not know ${series.id}; it was fitted to ${known}`,
      `openbell forecast ${series.id}`,
    )
  }
  if (series.values.length < fitted.input) {
    const { length } = series.values
    throw new OpenbellError(
      'no-data',
      `${series.id}: ${length} bars, the model reads ${fitted.input}`,
      `openbell data fetch ${series.id}`,
    )
  }
  if (own.transform === 'log' && !series.values.every((value) => value > 0)) {
    throw new OpenbellError(
      'no-data',
      `${series.id}: a value at or below zero has come, and the model knows values above zero only`,
      `openbell forecast ${series.id}`,
    )
  }
  const z = toTransformed(series.values, own.transform)
  return { series, fitted: own, z, scale: ewmaVolatility(z), network: null }
}

/** One prediction of each network, for all series it speaks for together. */
async function askNetworks(
  fitted: FittedForecast,
  ready: readonly Ready[],
  { trainer: open, signal, workers }: Parameters<typeof predictForecast>[3],
): Promise<void> {
  const { spec, horizon } = fitted
  const asking = ready.filter((one) => NETWORK_EXPERTS.has(one.fitted.shown) && one.fitted.networks.length > 0)
  if (spec === null || asking.length === 0) return
  const used = [...new Set(asking.flatMap((one) => one.fitted.networks))]
  const members = used.map((network) => asking.filter((one) => one.fitted.networks.includes(network)))
  const jobs = used.map((network, j): TrainingJob => {
    const predict = members[j].map((one) => {
      const last = one.z.length - 1
      return { series: asking.indexOf(one), from: last, to: last + 1, step: 1 }
    })
    const stages = [{ train: [], validate: [], steps: 0, predict }]
    return {
      spec,
      seed: fitted.seed,
      learning: { loss: 'mae', batch: 256, learningRate: 1e-3 },
      start: fitted.networks[network],
      stages,
    }
  })
  const scales = asking.map(({ scale }) => networkScale(scale, horizon))
  const trainer = await open()
  const results = await trainer.run({ columns: asking.map(({ z }) => z), scales, anchor: 'last' }, jobs, {
    signal,
    progress: () => {},
    ...(workers !== undefined && { workers }),
  })
  for (const one of asking) one.network = new Float64Array(horizon)
  for (const [j, { stages }] of results.entries()) {
    for (const [row, one] of members[j].entries()) {
      const wide = scales[asking.indexOf(one)][one.z.length - 1] / one.fitted.networks.length
      for (let h = 0; h < horizon; h++) one.network![h] += stages[0].predictions[row * horizon + h] * wide
    }
  }
}

/** The shown expert's differences from the last value. */
function differences(fitted: FittedForecast, { fitted: own, z, network }: Ready): Float64Array {
  const { input, horizon } = fitted
  const out = new Float64Array(horizon)
  const origin = z.length - 1
  const { shown } = own
  if (shown === 'drift') for (let h = 0; h < horizon; h++) out[h] = own.drift * (h + 1)
  if (shown === 'seasonal') tellBaseline('seasonal', z, origin, horizon, { period: own.period, from: 0 }, out, 0)
  const line = LINEAR_EXPERTS.has(shown) && own.linear ? new Float64Array(horizon) : null
  if (line) tellLinear(lineOf(fitted, own.linear!), z, origin, input, horizon, line, 0)
  if (line || network) return tellExpert(shown, { linear: line, network }, horizon)
  return out
}

function lineOf({ linear }: FittedForecast, { offset, length }: { offset: number; length: number }): Float32Array {
  return linear.subarray(offset, offset + length) as Float32Array
}

function tell(fitted: FittedForecast, ready: Ready, { threshold }: PredictOptions): SeriesForecast {
  const { series, fitted: own, z, scale } = ready
  const origin = z.length - 1
  const moves = differences(fitted, ready)
  const spread = Math.sqrt(scale[origin])
  const at = (distance: number) => movedBy(series.values[origin], distance, own.transform)
  const { evaluation, beatsNaive } = own
  const signal = signalOf({
    median: moves[moves.length - 1],
    tail: own.tail,
    scale: scale[origin],
    originValue: series.values[origin],
    transform: own.transform,
    beatsNaive,
    threshold,
    effectiveWindows: evaluation.effectiveWindows,
  })
  return {
    id: series.id,
    origin,
    originTime: series.times ? series.times[origin] : null,
    originValue: series.values[origin],
    shown: own.shown,
    beatsNaive,
    median: Array.from(moves, at),
    bands: own.bands.map(({ level, low, high }) => ({
      level,
      low: low.map((distance, h) => at(moves[h] - distance * spread)),
      high: high.map((distance, h) => at(moves[h] + distance * spread)),
    })),
    evaluation,
    signal,
  }
}

import type { Skill } from '../../../analysis/forecast/types.ts'
import { calibrate, type Edges } from './bands.ts'
import { blendTeller, type TellBlend } from './blend.ts'
import { baselineCandidate, type Candidate, type CandidateTools, lineCandidates } from './candidates.ts'
import { blendPast, chooseShares, type ToldOfPast } from './choose.ts'
import { gate, gateLosses } from './gate.ts'
import type { LogSeries } from './logs.ts'
import { type NetworkTools, type NetworkWish, trainNetworks } from './networks.ts'
import { cameAt, type Past, planPast } from './past.ts'
import type { ScaledSeries, Split } from './types.ts'

/** What may forecast: `auto` blends lines and networks and stands back behind the last value where no skill is shown. */
export type LongHorizonModel = 'auto' | 'linear' | 'network' | 'naive' | 'drift' | 'seasonal'

export interface LongHorizonWish {
  model: LongHorizonModel
  input: number
  horizon: number
  seed: number
  levels: readonly number[]
  /** How networks are made; null = none are used. */
  network: NetworkWish | null
}

/** What will speak for a series, and why. */
export interface SeriesChoice {
  name: string
  /** The last value, or a blend with the share of each model. */
  shown: 'naive' | 'blend'
  shares: { model: string; share: number }[]
  /** Of the blend over the past, in squared and absolute errors together, each forecast by what was known before it. */
  skill: Skill | null
  logarithms: boolean
}

export interface Prepared {
  series: SeriesChoice[]
  pooledSkill: Skill | null
  /** Windows of the past that everything was chosen and calibrated on, and how many of them do not overlap. */
  pastWindows: number
  effectiveWindows: number
  /** Bands around a forecast, in scaled units. */
  edges: Edges
  /** Forecasts of a block of windows, by series, in scaled units. */
  tell: TellBlend
}

/**
 * Fits everything that the test part will be forecast with, on rows before it only: models on the rows before each stretch of the past, the blend
 * and the gate on what they said of the past, then the models once more on all rows before the test part.
 */
export async function prepare(
  data: ScaledSeries,
  split: Split,
  wish: LongHorizonWish,
  tools: CandidateTools & { networks: NetworkTools | null },
): Promise<Prepared> {
  const past = planPast(data, split, wish.horizon)
  const naive = baselineCandidate('naive', data, past)
  const { candidates, logs } = await candidatesOf(data, past, wish, tools)
  await tools.pause()
  const series = data.columns.map(
    (z, s): ToldOfPast => ({
      told: candidates.map(({ told }) => told[s]),
      came: cameAt(z, past),
      naive: naive.told[s],
    }),
  )
  const blended = blendPast(series, past)
  const losses = series.map(({ came, naive }, s) => gateLosses(blended[s], came, naive, wish.horizon))
  const { skills, pooled, open } = gate(losses, past, wish.seed)
  const speaks = series.map((_, s) => wish.model !== 'naive' && (wish.model !== 'auto' || open[s]))
  const shares = chooseShares(series, { from: 0, to: past.origins.length * wish.horizon })
  const shown = blended.map((told, s) => (speaks[s] ? told : naive.told[s]))
  const edges = calibrate(data, logs, past, { told: shown, came: series.map(({ came }) => came) }, wish.levels)
  return {
    series: data.names.map((name, s) => ({
      name,
      shown: speaks[s] ? 'blend' : 'naive',
      shares: candidates.map(({ name }, m) => ({ model: name, share: shares[s][m] })).filter(({ share }) => share > 0),
      skill: skills[s],
      logarithms: logs[s] !== null,
    })),
    pooledSkill: pooled,
    pastWindows: past.origins.length,
    effectiveWindows: past.effective,
    edges,
    tell: blendTeller(data, logs, { candidates, shares, speaks }, wish.horizon, tools.pause),
  }
}

async function candidatesOf(
  data: ScaledSeries,
  past: Past,
  { model, input, network }: LongHorizonWish,
  tools: CandidateTools & { networks: NetworkTools | null },
): Promise<{ candidates: Candidate[]; logs: (LogSeries | null)[] }> {
  const none = data.columns.map(() => null)
  if (model === 'naive' || model === 'drift' || model === 'seasonal')
    return { candidates: [baselineCandidate(model, data, past)], logs: none }
  const lines = model === 'network' ? null : await lineCandidates(data, past, input, tools)
  const networks = network && tools.networks ? await trainNetworks(data, lines?.logs ?? none, past, network, tools.networks) : []
  const trained = networks.map(({ name, told, tell }): Candidate => ({ name, told, tell: ({ origins }) => tell(origins) }))
  return { candidates: [...(lines?.candidates ?? []), ...trained], logs: lines?.logs ?? none }
}

import type { BandShape, Evaluation, Expert, ForecastSignal, Transform } from '../../analysis/forecast/types.ts'
import type { Instant } from '../../core/time.ts'
import type { BackendInfo, NetworkSpec, Weights } from '../../ports/trainer.ts'

/** What is asked for: `auto` lets the past decide for each series; the others are shown as they are, with their figures. */
export type ModelChoice = 'auto' | 'nhits' | 'nlinear' | 'dlinear' | 'linear' | 'naive' | 'drift' | 'seasonal' | 'custom'

/** A series to forecast. Rows ascending; nothing in it was unknown at `asOf`. */
export interface ForecastSeries {
  id: string
  values: Float64Array<ArrayBufferLike>
  /** When each row is named (a bar's open); null where rows have no time. */
  times: Float64Array<ArrayBufferLike> | null
  /** Always `log` for prices; null = decided from the first rows. */
  transform: Transform | null
}

export interface FitOptions {
  model: ModelChoice
  /** The user's file of a custom network. */
  file: string | null
  input: number
  horizon: number
  /** Nominal coverages, ascending. */
  levels: number[]
  seed: number
  /** Most training steps of each network; null = the default. */
  steps: number | null
  /** Networks of the ensemble, each from a seed of its own. */
  members: number
  workers?: number
}

/** What is kept of a series in a fitted forecast. */
export interface FittedSeries {
  id: string
  transform: Transform
  /** Rows of a season; null where none was found. */
  period: number | null
  /** Who speaks for it. */
  shown: Expert
  /** True where the lower bound of the shown expert's skill is above zero. */
  beatsNaive: boolean
  /** The expert that the past preferred, whether or not it may speak. */
  preferred: Expert
  evaluation: Evaluation
  /** Skill of each expert at the same past origins, for the table. */
  experts: { name: Expert; skill: number }[]
  bands: BandShape[]
  /** Ascending quantiles (1/202 ... 201/202) of what came less what was told at the last step, in units of the square root of the scale. */
  tail: number[]
  /** Mean slope a row that `drift` goes on with. */
  drift: number
  /** Rows used, and the time of the last (null without times). */
  rows: number
  trainedTo: Instant | null
  dataHash: string
  /** Offset and length of its `linear` coefficients in `FittedForecast.linear`; null where there are none. */
  linear: { offset: number; length: number } | null
  /** Numbers of its networks in `FittedForecast.networks`. */
  networks: number[]
}

/** What a fit leaves: everything that a forecast needs beside the latest rows. */
export interface FittedForecast {
  model: ModelChoice
  /** Name to show: `auto`, `nhits`, a custom network's name. */
  name: string
  /** Names architecture, seed, data and version together. */
  id: string
  input: number
  horizon: number
  levels: number[]
  seed: number
  spec: NetworkSpec | null
  /** Hash of a custom network's file; null otherwise. */
  fileHash: string | null
  backend: BackendInfo
  series: FittedSeries[]
  networks: Weights[]
  linear: Float32Array<ArrayBufferLike>
}

/** A forecast of one series, in its own units. */
export interface SeriesForecast {
  id: string
  /** Row that it was made at, and its time and value. */
  origin: number
  originTime: Instant | null
  originValue: number
  shown: Expert
  beatsNaive: boolean
  /** Median by step. */
  median: number[]
  bands: { level: number; low: number[]; high: number[] }[]
  evaluation: Evaluation
  signal: ForecastSignal
}

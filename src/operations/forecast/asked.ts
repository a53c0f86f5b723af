import type { ModelChoice } from '../../engine/forecast/types.ts'

/** What a model is asked to be: kept with it, so that it can be trained again the same way. */
export interface ForecastAsked {
  model: ModelChoice
  /** Absolute path of a custom network's file. */
  file: string | null
  input: number
  horizon: number
  levels: number[]
  seed: number
  steps: number | null
  /** Networks in the ensemble. */
  members: number
  backend: string
  /** Most rows of history. */
  bars: number
}

import type { FitOptions } from '../../engine/forecast/types.ts'

/** What a model is asked to be: kept with it, so that it can be trained again the same way. A custom network's file by its absolute path. */
export interface ForecastAsked extends Omit<FitOptions, 'workers'> {
  backend: string
  /** Most rows of history. */
  bars: number
}

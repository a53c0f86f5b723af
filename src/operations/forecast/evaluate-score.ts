import { blockSkill } from '../../analysis/forecast/skill.ts'
import type { Skill } from '../../analysis/forecast/types.ts'

/** Levels of the bands that are written and counted. */
export const LEVELS = [0.8, 0.95] as const

interface Sums {
  square: number
  absolute: number
  naiveSquare: number
  naiveAbsolute: number
}

/** Errors of forecasts and of the last value, added up window by window; errors are in the units of the evaluation. */
export class Score {
  readonly #series: Sums[]
  /** By window, over all series: squared and absolute errors, and those of the last value. */
  readonly #windows: { square: Float64Array; absolute: Float64Array; naiveSquare: Float64Array; naiveAbsolute: Float64Array }
  readonly #held = LEVELS.map(() => 0)
  readonly #horizon: number
  readonly #count: number

  constructor(series: number, windows: number, horizon: number) {
    this.#series = Array.from({ length: series }, () => ({ square: 0, absolute: 0, naiveSquare: 0, naiveAbsolute: 0 }))
    const zeros = () => new Float64Array(windows)
    this.#windows = { square: zeros(), absolute: zeros(), naiveSquare: zeros(), naiveAbsolute: zeros() }
    this.#horizon = horizon
    this.#count = windows
  }

  add(series: number, window: number, errors: Sums, held: readonly number[]): void {
    const own = this.#series[series]
    for (const name of ['square', 'absolute', 'naiveSquare', 'naiveAbsolute'] as const) {
      own[name] += errors[name]
      this.#windows[name][window] += errors[name]
    }
    for (const [i, count] of held.entries()) this.#held[i] += count
  }

  /** Errors of one series, or of all. */
  errors(series?: number): { mse: number; mae: number; naive: { mse: number; mae: number } } {
    const some = series === undefined ? this.#series : [this.#series[series]]
    const count = some.length * this.#count * this.#horizon
    const sum = (name: keyof Sums) => some.reduce((total, one) => total + one[name], 0) / count
    return { mse: sum('square'), mae: sum('absolute'), naive: { mse: sum('naiveSquare'), mae: sum('naiveAbsolute') } }
  }

  coverage(): { level: number; achieved: number | null }[] {
    const count = this.#series.length * this.#count * this.#horizon
    return LEVELS.map((level, i) => ({ level, achieved: count > 0 ? this.#held[i] / count : null }))
  }

  /** Skill over all series, with bounds by blocks of windows that overlap. */
  skill(stride: number, seed: number): { mse: Skill | null; mae: Skill | null } {
    const block = Math.max(1, Math.ceil(this.#horizon / stride))
    const { square, absolute, naiveSquare, naiveAbsolute } = this.#windows
    return {
      mse: blockSkill(square, naiveSquare, { block, seed }),
      mae: blockSkill(absolute, naiveAbsolute, { block, seed }),
    }
  }
}

import { drawActivity, drawnExcursion, type Excursion, excursion, fittingBridge, stretched, stretchOf } from './path.ts'
import { type Key, keyOf, PURPOSE, Stream } from './random.ts'
import { CAPACITY } from './schedule.ts'
import { stockShape } from './shapes.ts'

/** Share of a day's variance that falls between close and open. */
const OVERNIGHT = 0.28

/**
 * Daily volatility of one component: GARCH(1,1) (Bollerslev 1986) on the whole day's return, with a lognormal day on top,
 * split into a gap and the session. `draw` fills the fields for the next day.
 */
export class DailyVolatility {
  readonly #base: number
  #variance: number
  gap = 0
  move = 0
  /** Standard deviation of the session that `move` was drawn from. */
  deviation = 0
  /** How lively the day is beside its neighbours: mean 0, about 0.3. */
  mood = 0
  /** Size of the whole day's return in its standard deviations: mean about 0.8. */
  size = 0

  constructor(deviation: number) {
    this.#base = deviation * deviation
    this.#variance = this.#base
  }

  draw(stream: Stream): void {
    this.mood = 0.3 * stream.normal()
    this.deviation = Math.sqrt(this.#variance * (1 - OVERNIGHT)) * Math.exp(this.mood - 0.09)
    this.move = this.deviation * stream.normal()
    this.gap = Math.sqrt(this.#variance * OVERNIGHT) * stream.normal() * Math.exp(0.5 * stream.normal() - 0.25)
    this.size = Math.abs(this.gap + this.move) / Math.sqrt(this.#variance)
    const shock = Math.min(6, this.size) * Math.sqrt(this.#variance)
    this.#variance = Math.min(30 * this.#base, 0.02 * this.#base + 0.12 * shock * shock + 0.86 * this.#variance)
  }
}

/** Minutes of one factor on one day: log path from 0 at the open (one value more than minutes) and variance of each minute. */
export interface FactorMinutes {
  path: Float64Array
  variance: Float64Array
}

/** A return that many symbols share: the market's, or a sector's. Index = trading date of the stock market. */
export class Factor {
  readonly gap = new Float64Array(CAPACITY)
  readonly move = new Float64Array(CAPACITY)
  readonly deviation = new Float64Array(CAPACITY)
  /** Exponential draws behind the day's high and low. */
  readonly up = new Float64Array(CAPACITY)
  readonly down = new Float64Array(CAPACITY)
  /** Log of the day's trading activity beside the usual. */
  readonly volume = new Float64Array(CAPACITY)
  readonly #key: Key
  readonly #stream: Stream
  readonly #volatility: DailyVolatility
  readonly #drift: number
  #length = 0

  constructor(seed: number, name: string, deviation: number, drift: number) {
    this.#key = keyOf(seed, name)
    this.#stream = new Stream().restart(this.#key, 0, PURPOSE.series)
    this.#volatility = new DailyVolatility(deviation)
    this.#drift = drift / 252
  }

  /** Draws the days up to and with an index. */
  extend(index: number): void {
    for (let i = this.#length; i <= index; i++) {
      this.#volatility.draw(this.#stream)
      this.gap[i] = this.#volatility.gap + 0.4 * this.#drift
      this.move[i] = this.#volatility.move + 0.6 * this.#drift
      this.deviation[i] = this.#volatility.deviation
      this.up[i] = this.#stream.exponential()
      this.down[i] = this.#stream.exponential()
      this.volume[i] = 0.85 * (i > 0 ? this.volume[i - 1] : 0) + 0.1 * this.#stream.normal() + 0.2 * this.#volatility.mood
    }
    this.#length = Math.max(this.#length, index + 1)
  }

  /** How far the factor goes beyond open and close on a day, in log price, for a share `beta` of it. */
  wanted(index: number): Excursion {
    const variance = this.deviation[index] ** 2
    return {
      up: drawnExcursion(this.move[index], variance * this.up[index]),
      down: drawnExcursion(this.move[index], variance * this.down[index]),
    }
  }

  /** The day's minutes; needs `extend(index)` first. */
  minutes(index: number, minutes: number): FactorMinutes {
    const { variance } = drawActivity(new Stream().restart(this.#key, index, PURPOSE.activity), stockShape(minutes).variance)
    const deviation = this.deviation[index]
    const end = this.move[index]
    const wanted = this.wanted(index)
    const path = fittingBridge(new Stream().restart(this.#key, index, PURPOSE.factorPath), variance, deviation, end, null, wanted)
    const stretch = stretchOf(excursion(path), wanted)
    return {
      path: path.map((value) => stretched(value, end, stretch)),
      variance: variance.map((share) => share * deviation * deviation),
    }
  }
}

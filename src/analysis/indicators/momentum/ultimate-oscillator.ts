import { barCount } from '../parts/parameters.ts'
import { Stepped } from '../parts/stepped.ts'
import { WindowSum } from '../parts/window-sum.ts'
import type { IndicatorSource, IndicatorSpec } from '../spec.ts'
import { oscillator } from './oscillator.ts'

class UltimateStream extends Stepped {
  readonly #pressures: WindowSum[]
  readonly #ranges: WindowSum[]
  #before = Number.NaN
  #close = Number.NaN

  constructor(periods: number[]) {
    super()
    this.#pressures = periods.map((period) => new WindowSum(period))
    this.#ranges = periods.map((period) => new WindowSum(period))
  }

  protected override take({ bars }: IndicatorSource, row: number, again: boolean): void {
    if (!again) this.#before = this.#close
    this.#close = bars.close[row]
    if (Number.isNaN(this.#before)) return
    const low = Math.min(bars.low[row], this.#before)
    const pressure = this.#close - low
    const range = Math.max(bars.high[row], this.#before) - low
    const short = this.#share(0, pressure, range, again)
    const medium = this.#share(1, pressure, range, again)
    this.out[0] = (100 * (4 * short + 2 * medium + this.#share(2, pressure, range, again))) / 7
  }

  #share(window: number, pressure: number, range: number, again: boolean): number {
    const bought = this.#pressures[window].next(pressure, again)
    const whole = this.#ranges[window].next(range, again)
    return whole === 0 ? 0.5 : bought / whole
  }
}

/**
 * Ultimate oscillator, 0 to 100: buying pressure (close above the lower of low and close before) over true range, summed over three windows
 * weighted 4, 2 and 1 (Larry Williams, "The Ultimate Oscillator", Technical Analysis of Stocks & Commodities, April 1985). First value once
 * the longest window is full. A window without any range counts as the middle.
 */
export const ultimateOscillatorSpec: IndicatorSpec = oscillator(
  {
    name: 'ultimate_oscillator',
    summary: 'Ultimate oscillator, 0 to 100',
    params: [barCount(7, 'short'), barCount(14, 'medium'), barCount(28, 'long')],
    input: null,
    warmUp: (periods) => Math.max(...periods) + 1,
  },
  (periods) => new UltimateStream(periods),
)

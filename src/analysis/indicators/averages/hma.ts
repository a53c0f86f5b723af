import { through } from '../parts/smoothing.ts'
import { ofInput, type Part } from '../parts/through-input.ts'
import { WindowRamp } from '../parts/window-ramp.ts'
import type { IndicatorSpec } from '../spec.ts'
import { composed } from './average.ts'

const halfOf = (period: number) => Math.max(1, Math.floor(period / 2))
const rootOf = (period: number) => Math.floor(Math.sqrt(period))

class Hull implements Part {
  readonly #fast
  readonly #slow
  readonly #last

  constructor(period: number) {
    this.#fast = new WindowRamp(halfOf(period))
    this.#slow = new WindowRamp(period)
    this.#last = new WindowRamp(rootOf(period))
  }

  next(value: number, again: boolean): number {
    const fast = this.#fast.next(value, again)
    const slow = this.#slow.next(value, again)
    return through(this.#last, fast + (fast - slow), again)
  }
}

/**
 * Hull moving average: WMA over sqrt(n) of 2 WMA(n / 2) - WMA(n), half and root as whole numbers rounded down (Alan Hull, "How to reduce
 * lag in a moving average", 2005: Integer(Period / 2), Integer(SquareRoot(Period))).
 */
export const hmaSpec: IndicatorSpec = composed(
  { name: 'hma', summary: 'Hull moving average', warmUp: ([period]) => period + rootOf(period) - 1 },
  ([period]) => ofInput(new Hull(period)),
)

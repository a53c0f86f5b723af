import { barCount, settleAtOnce } from '../parts/parameters.ts'
import { Stepped, stepping } from '../parts/stepped.ts'
import { WindowExtremeAge } from '../parts/window-extreme-age.ts'
import type { IndicatorSource, IndicatorSpec } from '../spec.ts'

class AroonStream extends Stepped {
  readonly #high: WindowExtremeAge
  readonly #low: WindowExtremeAge
  readonly #period: number

  constructor(period: number) {
    super(3)
    this.#high = new WindowExtremeAge(period + 1, 1)
    this.#low = new WindowExtremeAge(period + 1, -1)
    this.#period = period
  }

  protected override take({ bars }: IndicatorSource, row: number, again: boolean): void {
    const up = (100 * (this.#period - this.#high.next(bars.high[row], again))) / this.#period
    const down = (100 * (this.#period - this.#low.next(bars.low[row], again))) / this.#period
    this.out[0] = up
    this.out[1] = down
    this.out[2] = up - down
  }
}

/**
 * Aroon, 0 to 100 (Tushar Chande, Technical Analysis of Stocks and Commodities, September 1995): how lately the highest high and the lowest
 * low of `period + 1` bars stood, 100 being this bar; of equal ones the latest counts. The oscillator is up less down.
 */
export const aroonSpec: IndicatorSpec = {
  name: 'aroon',
  summary: 'Aroon: how lately the highest high and the lowest low stood, 100 being this bar',
  group: 'trend',
  params: [barCount(25)],
  input: null,
  outputs: ['up', 'down', 'oscillator'],
  overlay: false,
  warmUp: ([period]) => period + 1,
  settle: settleAtOnce,
  ...stepping(([period]) => new AroonStream(period)),
}

import { Lag } from '../parts/lag.ts'
import { barCount, settleExponential } from '../parts/parameters.ts'
import { exponential, type Smoothing } from '../parts/smoothing.ts'
import { Stepped, stepping } from '../parts/stepped.ts'
import type { IndicatorSource, IndicatorSpec } from '../spec.ts'

class ForceIndexStream extends Stepped {
  readonly #close = new Lag()
  readonly #average: Smoothing

  constructor(period: number) {
    super()
    this.#average = exponential(period)
  }

  protected override take({ bars }: IndicatorSource, row: number, again: boolean): void {
    const force = (bars.close[row] - this.#close.next(bars.close[row], again)) * bars.volume[row]
    if (!Number.isNaN(force)) this.out[0] = this.#average.next(force, again)
  }
}

/**
 * Force index (Alexander Elder, Trading for a Living, 1993): exponential average, seeded with the simple mean, of the change of the close
 * times the volume; price units times volume.
 */
export const forceIndexSpec: IndicatorSpec = {
  name: 'force_index',
  summary: 'Force index: change of the close times volume, averaged',
  group: 'volume',
  params: [barCount(13)],
  input: null,
  outputs: ['value'],
  overlay: false,
  warmUp: ([period]) => period + 1,
  settle: ([period]) => settleExponential(period),
  ...stepping(([period]) => new ForceIndexStream(period)),
}

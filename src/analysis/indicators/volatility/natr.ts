import { barCount, settleWilder } from '../parts/parameters.ts'
import { Stepped } from '../parts/stepped.ts'
import type { IndicatorSource, IndicatorSpec } from '../spec.ts'
import { AverageTrueRange, atr } from './atr.ts'

class NatrStream extends Stepped {
  readonly #average: AverageTrueRange

  constructor(period: number) {
    super()
    this.#average = new AverageTrueRange(period)
  }

  protected override take({ bars }: IndicatorSource, row: number, again: boolean): void {
    this.out[0] = share(this.#average.next(bars, row, again), bars.close[row])
  }
}

/**
 * Normalised average true range: the average true range as a fraction of the close (John Forman, "Cross-Market Evaluations With Normalized
 * Average True Range", Technical Analysis of Stocks and Commodities, May 2006; there in percent). At a close of 0 it is 0.
 */
export const natrSpec: IndicatorSpec = {
  name: 'natr',
  summary: 'Average true range as a fraction of the close',
  group: 'volatility',
  params: [barCount(14)],
  input: null,
  outputs: ['value'],
  overlay: false,
  warmUp: ([period]) => period + 1,
  settle: ([period]) => settleWilder(period),
  kernel({ bars }, [period], [out]) {
    atr(bars.high, bars.low, bars.close, bars.length, period, out)
    for (let i = 0; i < bars.length; i++) out[i] = share(out[i], bars.close[i])
  },
  stream: ([period]) => new NatrStream(period),
}

function share(range: number, close: number): number {
  return close === 0 && !Number.isNaN(range) ? 0 : range / close
}

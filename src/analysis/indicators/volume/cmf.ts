import { moneyFlow } from '../parts/money-flow.ts'
import { barCount, settleAtOnce } from '../parts/parameters.ts'
import { Stepped, stepping } from '../parts/stepped.ts'
import { WindowSum } from '../parts/window-sum.ts'
import type { IndicatorSource, IndicatorSpec } from '../spec.ts'

class CmfStream extends Stepped {
  readonly #flow: WindowSum
  readonly #volume: WindowSum

  constructor(period: number) {
    super()
    this.#flow = new WindowSum(period)
    this.#volume = new WindowSum(period)
  }

  protected override take({ bars }: IndicatorSource, row: number, again: boolean): void {
    const flow = this.#flow.next(moneyFlow(bars, row), again)
    const volume = this.#volume.next(bars.volume[row], again)
    this.out[0] = volume === 0 ? 0 : flow / volume
  }
}

/**
 * Chaikin money flow, -1 to 1 (Marc Chaikin): volume times where each bar closed within its range, over `period` bars, as a share of
 * their volume. Without volume it is 0.
 */
export const cmfSpec: IndicatorSpec = {
  name: 'cmf',
  summary: 'Chaikin money flow, -1 to 1',
  group: 'volume',
  params: [barCount(20)],
  input: null,
  outputs: ['value'],
  overlay: false,
  warmUp: ([period]) => period,
  settle: settleAtOnce,
  ...stepping(([period]) => new CmfStream(period)),
}

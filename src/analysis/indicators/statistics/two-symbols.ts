import { Lag } from '../parts/lag.ts'
import { barCount, settleAtOnce } from '../parts/parameters.ts'
import { Stepped, stepping } from '../parts/stepped.ts'
import { WindowPairs } from '../parts/window-pairs.ts'
import type { IndicatorSource, IndicatorSpec } from '../spec.ts'

/** Simple returns of both symbols over the last bars, pair by pair. */
class PairStream extends Stepped {
  readonly #own = new Lag()
  readonly #theirs = new Lag()
  readonly #window: WindowPairs
  readonly #read: (window: WindowPairs) => number

  constructor(period: number, read: (window: WindowPairs) => number) {
    super()
    this.#window = new WindowPairs(period)
    this.#read = read
  }

  protected override take({ input, other }: IndicatorSource, row: number, again: boolean): void {
    const theirs = other?.[row] ?? Number.NaN
    const own = simpleReturn(input[row], this.#own.next(input[row], again))
    this.#window.next(own, simpleReturn(theirs, this.#theirs.next(theirs, again)), again)
    this.out[0] = this.#read(this.#window)
  }
}

/** NaN where either price is missing, or the one before is 0. */
function simpleReturn(value: number, before: number): number {
  return before === 0 ? Number.NaN : value / before - 1
}

function slope({ covariance, varianceY }: WindowPairs): number {
  return varianceY === 0 ? 0 : covariance / varianceY
}

function likeness({ covariance, varianceX, varianceY }: WindowPairs): number {
  const spread = Math.sqrt(varianceX) * Math.sqrt(varianceY)
  return spread === 0 ? 0 : Math.max(-1, Math.min(1, covariance / spread))
}

const common = {
  group: 'statistics',
  params: [barCount(60, 'period', 2)],
  input: 'close',
  outputs: ['value'],
  overlay: false,
  comparesTwo: true,
  sparse: true,
  warmUp: ([period]) => period + 1,
  settle: settleAtOnce,
} satisfies Partial<IndicatorSpec>

/**
 * Beta to another symbol (William Sharpe, Journal of Finance 19, 1964): covariance of the simple returns of both over the variance of the
 * other's, over `period` bars. A return needs both closes at both rows: where the other symbol has no bar there is none, and the value
 * is missing until `period` whole pairs in a row are there again; nothing is carried forward. Where the other does not move it is 0.
 */
export const betaSpec: IndicatorSpec = {
  name: 'beta',
  summary: 'Beta of the returns to another symbol',
  ...common,
  ...stepping(([period]) => new PairStream(period, slope)),
}

/** Correlation, -1 to 1, of the simple returns of both symbols (Karl Pearson, 1895), on the same pairs as beta; 0 where either does not move. */
export const correlationSpec: IndicatorSpec = {
  name: 'correlation',
  summary: 'Correlation of the returns with those of another symbol, -1 to 1',
  ...common,
  ...stepping(([period]) => new PairStream(period, likeness)),
}

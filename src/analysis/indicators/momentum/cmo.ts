import { Lag } from '../parts/lag.ts'
import { through } from '../parts/smoothing.ts'
import { ofInput, type Part } from '../parts/through-input.ts'
import { WindowSum } from '../parts/window-sum.ts'
import type { IndicatorSpec } from '../spec.ts'
import { oscillator, percentOf } from './oscillator.ts'

class ChandeMomentum implements Part {
  readonly #before = new Lag(1)
  readonly #rises: WindowSum
  readonly #falls: WindowSum

  constructor(period: number) {
    this.#rises = new WindowSum(period)
    this.#falls = new WindowSum(period)
  }

  next(value: number, again: boolean): number {
    const move = value - this.#before.next(value, again)
    const rises = through(this.#rises, Math.max(move, 0), again)
    const falls = through(this.#falls, Math.max(-move, 0), again)
    return percentOf(rises - falls, rises + falls)
  }
}

/**
 * Chande momentum oscillator, -100 to 100: rises less falls of the last `period` bars over their sum, not smoothed (Tushar Chande and Stanley
 * Kroll, The New Technical Trader, 1994). First value on row `period`. Prices that do not move: 0.
 */
export const cmoSpec: IndicatorSpec = oscillator(
  { name: 'cmo', summary: 'Chande momentum oscillator, -100 to 100', warmUp: ([period]) => period + 1 },
  ([period]) => ofInput(new ChandeMomentum(period)),
)

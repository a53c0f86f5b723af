import { moneyFlow } from '../parts/money-flow.ts'
import { settleNever } from '../parts/parameters.ts'
import { recursive } from '../parts/stepped.ts'
import type { IndicatorSpec } from '../spec.ts'

/**
 * Accumulation/distribution line (Marc Chaikin): the sum, from the first bar on, of volume times where the bar closed within its range
 * (-1 at the low, 1 at the high). A bar without a range adds nothing.
 */
export const adlSpec: IndicatorSpec = {
  name: 'adl',
  summary: 'Accumulation/distribution line, added up from the first bar',
  group: 'volume',
  params: [],
  input: null,
  outputs: ['value'],
  overlay: false,
  warmUp: () => 1,
  settle: settleNever,
  ...recursive(1, {
    start: () => ({ total: 0 }),
    take(state, { bars }, row, _params, out) {
      state.total += moneyFlow(bars, row)
      out[0] = state.total
    },
  }),
}

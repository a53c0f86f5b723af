import { settleNever } from '../parts/parameters.ts'
import { recursive } from '../parts/stepped.ts'
import type { IndicatorSpec } from '../spec.ts'

/**
 * On-balance volume (Joseph Granville, Granville's New Key to Stock Market Profits, 1963): the volumes of bars that closed higher less those
 * of bars that closed lower, added up from 0 at the first bar. Only its course means anything, its height depends on where it began.
 */
export const obvSpec: IndicatorSpec = {
  name: 'obv',
  summary: 'On-balance volume, added up from the first bar',
  group: 'volume',
  params: [],
  input: null,
  outputs: ['value'],
  overlay: false,
  warmUp: () => 1,
  settle: settleNever,
  ...recursive(1, {
    start: () => ({ total: 0, close: Number.NaN }),
    take(state, { bars }, row, _params, out) {
      const close = bars.close[row]
      // Against the NaN before the first bar neither holds.
      if (close > state.close) state.total += bars.volume[row]
      else if (close < state.close) state.total -= bars.volume[row]
      state.close = close
      out[0] = state.total
    },
  }),
}

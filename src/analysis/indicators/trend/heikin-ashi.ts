import { recursive } from '../parts/stepped.ts'
import type { IndicatorSpec } from '../spec.ts'

/** Half of the difference between two starts is left after each bar: under 1e-11 after so many. */
const SETTLE_BARS = 37

/**
 * Heikin-Ashi bars (Dan Valcu, "Using the Heikin-Ashi Technique", Technical Analysis of Stocks and Commodities, February 2004): the close
 * is the mean of the bar's four prices, the open the middle of the averaged bar before (of the first bar, its own open and close),
 * high and low take both in. Averaged prices: nobody ever traded at them.
 */
export const heikinAshiSpec: IndicatorSpec = {
  name: 'heikin_ashi',
  summary: 'Heikin-Ashi bars: averaged prices that show the trend, not prices to trade at',
  group: 'trend',
  params: [],
  input: null,
  outputs: ['open', 'high', 'low', 'close'],
  overlay: true,
  warmUp: () => 1,
  settle: () => SETTLE_BARS,
  ...recursive(4, {
    start: () => ({ open: Number.NaN, close: Number.NaN }),
    take(state, { bars }, row, _params, out) {
      const isFirst = Number.isNaN(state.open)
      const close = (bars.open[row] + bars.high[row] + bars.low[row] + bars.close[row]) / 4
      state.open = isFirst ? (bars.open[row] + bars.close[row]) / 2 : (state.open + state.close) / 2
      state.close = close
      out[0] = state.open
      out[1] = Math.max(bars.high[row], state.open, close)
      out[2] = Math.min(bars.low[row], state.open, close)
      out[3] = close
    },
  }),
}

import type { Bars, Column } from '../../../market/bars.ts'
import { settleSession } from '../parts/parameters.ts'
import { recursive } from '../parts/stepped.ts'
import { tradingDate } from '../parts/trading-date.ts'
import type { IndicatorSpec } from '../spec.ts'

/** The price a bar's volume is counted at: the source's own vwap where it has one, else (high + low + close) / 3, which is what bars allow. */
function barPrice(bars: Bars, row: number): number {
  const own = bars.vwap?.[row] ?? Number.NaN
  return own > 0 ? own : (bars.high[row] + bars.low[row] + bars.close[row]) / 3
}

/**
 * Volume-weighted average price since the anchor, row `from`: sum of price * volume over sum of volume up to each row.
 * A bar's price is the source's own vwap where it has one, else the typical price (high + low + close) / 3.
 * NaN before the anchor and while no volume has passed.
 */
export function vwap(bars: Bars, from: number, length: number, out: Column): void {
  let money = 0
  let volume = 0
  out.fill(Number.NaN, 0, Math.min(from, length))
  for (let i = from; i < length; i++) {
    money += barPrice(bars, i) * bars.volume[i]
    volume += bars.volume[i]
    out[i] = volume > 0 ? money / volume : Number.NaN
  }
}

/**
 * Session VWAP: the volume-weighted average price since the trading date's first bar in the series (of regular bars the open, with extended
 * hours the pre-market's first), by the exchange calendar. A daily or weekly bar is a session of its own and shows its own average price.
 * While the session has no volume yet it is the price of the bar itself.
 */
export const vwapSpec: IndicatorSpec = {
  name: 'vwap',
  summary: 'Volume-weighted average price of the session so far',
  group: 'volume',
  params: [],
  input: null,
  outputs: ['value'],
  overlay: true,
  warmUp: () => 1,
  settle: settleSession,
  ...recursive(1, {
    start: () => ({ date: Number.NaN, money: 0, volume: 0 }),
    take(state, source, row, _params, out) {
      const date = tradingDate(source, row, state.date)
      if (date !== state.date) {
        state.date = date
        state.money = 0
        state.volume = 0
      }
      const price = barPrice(source.bars, row)
      state.money += price * source.bars.volume[row]
      state.volume += source.bars.volume[row]
      out[0] = state.volume > 0 ? state.money / state.volume : price
    },
  }),
}

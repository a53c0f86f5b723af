import type { Bars, Column } from '../../market/bars.ts'

/**
 * Volume-weighted average price since the anchor, row `from`: sum of price * volume over sum of volume up to each row.
 * A bar's price is the source's own vwap where it has one, else the typical price (high + low + close) / 3, which is what bars alone allow.
 * NaN before the anchor and while no volume has passed.
 */
export function vwap(bars: Bars, from: number, length: number, out: Column): void {
  let money = 0
  let volume = 0
  for (let i = 0; i < length; i++) {
    if (i < from) {
      out[i] = Number.NaN
      continue
    }
    const own = bars.vwap?.[i] ?? Number.NaN
    const price = own > 0 ? own : (bars.high[i] + bars.low[i] + bars.close[i]) / 3
    money += price * bars.volume[i]
    volume += bars.volume[i]
    out[i] = volume > 0 ? money / volume : Number.NaN
  }
}

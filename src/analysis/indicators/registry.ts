import { type Bars, type Column, column } from '../../market/bars.ts'
import { calendarFor } from '../../market/calendar/calendar.ts'
import { specs as averages } from './averages/index.ts'
import { specs as levels } from './levels/index.ts'
import { specs as momentum } from './momentum/index.ts'
import { specs as patterns } from './patterns/index.ts'
import { type IndicatorSet, indicatorSet } from './set.ts'
import type { IndicatorSpec, PriceColumn } from './spec.ts'
import { specs as statistics } from './statistics/index.ts'
import { specs as trend } from './trend/index.ts'
import { specs as volatility } from './volatility/index.ts'
import { specs as volume } from './volume/index.ts'

/** Every indicator of the house, group by group. */
export const builtInIndicators: IndicatorSet = indicatorSet([
  ...averages,
  ...momentum,
  ...trend,
  ...volatility,
  ...volume,
  ...statistics,
  ...levels,
  ...patterns,
])

/** The same as a plain table. */
export const indicators: Readonly<Record<string, IndicatorSpec>> = Object.fromEntries(builtInIndicators)

/** One output column of an indicator of the house, freshly made; the symbol's own calendar. */
export function indicatorColumn(
  name: string,
  bars: Bars,
  params: number[],
  input: PriceColumn | null = null,
  output = 0,
): Column {
  const spec = indicators[name]
  const out = spec.outputs.map(() => column(bars.length))
  const calendar = calendarFor(bars.symbol)
  spec.kernel({ bars, input: bars[input ?? spec.input ?? 'close'], calendar, other: null }, params, out)
  return out[output]
}

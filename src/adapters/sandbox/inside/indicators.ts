import { linregSpec } from '../../../analysis/indicators/statistics/linreg.ts'
import { adxSpec } from '../../../analysis/indicators/trend/adx.ts'
import { atrSpec } from '../../../analysis/indicators/volatility/atr.ts'
import { closeVolatilitySpec } from '../../../analysis/indicators/volatility/realised-volatility.ts'
import type { Bars, Column } from '../../../market/bars.ts'

const SPECS = { adx: adxSpec, atr: atrSpec, linreg: linregSpec, realised_volatility: closeVolatilitySpec }

/**
 * What `analysis/indicators/registry` answers, for the few indicators that the analysis inside the sandbox asks for: the library is linked with
 * this in its place (see `library.ts`), for the registry would bring every indicator, the calendars and the time zones of the system.
 */
export function indicatorColumn(name: string, bars: Bars, params: number[], input: 'close' | null = null, output = 0): Column {
  const spec = SPECS[name as keyof typeof SPECS]
  const out = spec.outputs.map(() => new Float64Array(bars.length))
  // None of them asks for a calendar.
  const source = { bars, input: bars[input ?? 'close'], calendar: null as never, other: null }
  spec.kernel(source, params, out)
  return out[output]
}

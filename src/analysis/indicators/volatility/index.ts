import type { IndicatorSpec } from '../spec.ts'
import { atrSpec } from './atr.ts'
import { bollingerSpec } from './bollinger.ts'
import { chandelierSpec } from './chandelier.ts'
import { choppinessSpec } from './choppiness.ts'
import { donchianSpec } from './donchian.ts'
import { keltnerSpec } from './keltner.ts'
import { natrSpec } from './natr.ts'
import { closeVolatilitySpec, garmanKlassSpec, parkinsonSpec, yangZhangSpec } from './realised-volatility.ts'
import { stdevSpec } from './stdev.ts'
import { trueRangeSpec } from './true-range.ts'
import { ulcerSpec } from './ulcer.ts'

/** Indicators of this group, in the order they are listed. */
export const specs: IndicatorSpec[] = [
  trueRangeSpec,
  atrSpec,
  natrSpec,
  stdevSpec,
  bollingerSpec,
  keltnerSpec,
  donchianSpec,
  chandelierSpec,
  closeVolatilitySpec,
  parkinsonSpec,
  garmanKlassSpec,
  yangZhangSpec,
  choppinessSpec,
  ulcerSpec,
]

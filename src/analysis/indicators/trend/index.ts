import type { IndicatorSpec } from '../spec.ts'
import { adxSpec } from './adx.ts'
import { aroonSpec } from './aroon.ts'
import { heikinAshiSpec } from './heikin-ashi.ts'
import { ichimokuSpec } from './ichimoku.ts'
import { massIndexSpec } from './mass-index.ts'
import { psarSpec } from './psar.ts'
import { supertrendSpec } from './supertrend.ts'
import { turnsSpec } from './turns.ts'
import { vortexSpec } from './vortex.ts'

/** Indicators of this group, in the order they are listed. */
export const specs: IndicatorSpec[] = [
  adxSpec,
  aroonSpec,
  psarSpec,
  supertrendSpec,
  ichimokuSpec,
  vortexSpec,
  massIndexSpec,
  heikinAshiSpec,
  turnsSpec,
]

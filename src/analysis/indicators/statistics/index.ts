import type { IndicatorSpec } from '../spec.ts'
import { highestSpec, lowestSpec, maximumSpec, minimumSpec } from './extremes.ts'
import { linregSpec } from './linreg.ts'
import { medianSpec, percentileSpec } from './percentile.ts'
import { kurtosisSpec, skewnessSpec } from './shape.ts'
import { varianceSpec, zscoreSpec } from './spread.ts'
import { sumSpec } from './sum.ts'
import { betaSpec, correlationSpec } from './two-symbols.ts'

/** Indicators of this group, in the order they are listed. */
export const specs: IndicatorSpec[] = [
  highestSpec,
  lowestSpec,
  maximumSpec,
  minimumSpec,
  sumSpec,
  medianSpec,
  percentileSpec,
  varianceSpec,
  zscoreSpec,
  skewnessSpec,
  kurtosisSpec,
  linregSpec,
  betaSpec,
  correlationSpec,
]
